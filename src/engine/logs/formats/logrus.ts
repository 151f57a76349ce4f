import type { JsonShape } from './jsonShape.ts';

/** logrus' JSONFormatter, and Go's `slog` likewise; its text is logfmt. Source: logrus' README, "Formatters". */
export const logrus: JsonShape = {
  name: 'logrus',
  isOwn: (line) => typeof line['level'] === 'string' && 'msg' in line && 'time' in line,
  time: ['time'],
  level: ['level'],
  message: ['msg'],
  logger: ['logger', 'component'],
};
