import type { JsonShape } from './jsonShape.ts';

/** The names that loggers mostly use. */
export const json: JsonShape = {
  name: 'json',
  isOwn: () => true,
  time: ['timestamp', '@timestamp', 'time', 'ts', 'datetime', 'date', 't', 'Timestamp', '@t'],
  level: ['level', 'severity', 'lvl', 'levelname', 'log.level', 'loglevel', 'Level', '@l', 'SeverityText'],
  message: ['message', 'msg', 'log', 'event', 'Message', '@m', '@mt', 'Body', 'body', 'text'],
  logger: ['logger', 'name', 'context', 'logger_name', 'component', 'category', 'module'],
};
