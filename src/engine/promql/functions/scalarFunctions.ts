import type { Context } from '../context.ts';
import { goMax, goMin } from './goMath.ts';

/** Functions that give a scalar from scalars and the time of the step in milliseconds. */
export type ScalarFunction = (context: Context, timeMs: number, ...args: number[]) => number;

export const SCALAR_FUNCTIONS: Readonly<Record<string, ScalarFunction>> = {
  time: (_, timeMs) => timeMs / 1000,
  pi: () => Math.PI,
  start: ({ query }) => query.startMs / 1000,
  end: ({ query }) => (query.startMs + (query.steps - 1) * query.stepMs) / 1000,
  range: ({ query }) => ((query.steps - 1) * query.stepMs) / 1000,
  step: ({ query }) => (query.steps > 1 ? query.stepMs / 1000 : 0),
  min_of: (_context, _timeMs, a = NaN, b = NaN) => goMin(a, b),
  max_of: (_context, _timeMs, a = NaN, b = NaN) => goMax(a, b),
};
