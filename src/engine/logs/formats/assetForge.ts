import type { JsonShape } from './jsonShape.ts';

/** Asset Forge's own logger: `timestamp`, `level`, `context`, `message`, `data`, `error`. Source: its monitoring guide. */
export const assetForge: JsonShape = {
  name: 'assetForge',
  isOwn: (line) =>
    typeof line['context'] === 'string' && typeof line['timestamp'] === 'string' && typeof line['message'] === 'string',
  time: ['timestamp'],
  level: ['level'],
  message: ['message'],
  logger: ['context'],
};
