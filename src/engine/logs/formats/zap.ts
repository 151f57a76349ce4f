import type { JsonShape } from './jsonShape.ts';

/** zap's production encoder: `ts` in seconds with a fraction. Source: zap's `zap.NewProductionEncoderConfig`. */
export const zap: JsonShape = {
  name: 'zap',
  isOwn: (line) => typeof line['level'] === 'string' && 'ts' in line && 'msg' in line,
  time: ['ts'],
  level: ['level'],
  message: ['msg'],
  logger: ['logger'],
};
