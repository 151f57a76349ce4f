import type { JsonShape } from './jsonShape.ts';

/** Winston's `format.json()`, with `format.timestamp()` where the program has it. Source: winston's README. */
export const winston: JsonShape = {
  name: 'winston',
  isOwn: (line) => typeof line['level'] === 'string' && typeof line['message'] === 'string',
  time: ['timestamp'],
  level: ['level'],
  message: ['message'],
  logger: ['label', 'logger'],
};
