import { assetForge } from './assetForge.ts';
import { bunyan } from './bunyan.ts';
import { ecs } from './ecs.ts';
import type { JsonShape } from './jsonShape.ts';
import { logrus } from './logrus.ts';
import { pino } from './pino.ts';
import { pythonJson } from './pythonJson.ts';
import { winston } from './winston.ts';
import { zap } from './zap.ts';

/** The loggers that are known by the names that they use, the most particular first. */
export const JSON_SHAPES: readonly JsonShape[] = [ecs, bunyan, pino, zap, logrus, assetForge, pythonJson, winston];
