import type { JsonShape } from './jsonShape.ts';

/** Bunyan: numeric levels, an ISO time, `v` the version of its format. Source: bunyan's README, "Core fields". */
export const bunyan: JsonShape = {
  name: 'bunyan',
  isOwn: (line) =>
    typeof line['level'] === 'number' && typeof line['v'] === 'number' && typeof line['name'] === 'string',
  time: ['time'],
  level: ['level'],
  message: ['msg'],
  logger: ['name'],
};
