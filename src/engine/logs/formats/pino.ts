import type { JsonShape } from './jsonShape.ts';

/** Pino: numeric levels 10 to 60, epoch milliseconds. Source: pino's `docs/api.md`. */
export const pino: JsonShape = {
  name: 'pino',
  isOwn: (line) => typeof line['level'] === 'number' && line['v'] === undefined && ('time' in line || 'pid' in line),
  time: ['time'],
  level: ['level'],
  message: ['msg'],
  logger: ['name'],
};
