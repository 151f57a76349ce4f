import type { JsonShape } from './jsonShape.ts';

/** Elastic Common Schema, with dotted names or nested objects. Source: ecs-logging's specification. */
export const ecs: JsonShape = {
  name: 'ecs',
  isOwn: (line) =>
    '@timestamp' in line && ('log.level' in line || 'ecs.version' in line || 'ecs' in line || 'log' in line),
  time: ['@timestamp'],
  level: ['log.level', 'level'],
  message: ['message'],
  logger: ['log.logger', 'logger_name'],
};
