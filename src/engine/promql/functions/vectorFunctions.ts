import { type Call, type Expr, withoutParens } from '../ast.ts';
import { ABSENT, emptyVector, FLOAT, type Value, type VectorColumns } from '../columns.ts';
import { type Context, type Grid, timeAt } from '../context.ts';
import { evalScalar, evalVector } from '../evaluate.ts';
import { HISTOGRAM_FUNCTIONS, mapNative } from '../histogram/vectorFunctions.ts';
import { evalSelector } from '../selector/evalSelector.ts';
import { absentColumns } from './absent.ts';
import { vectorOf } from './datesOfSteps.ts';
import { histogramFraction, histogramQuantile, histogramQuantiles } from './classicHistograms.ts';
import { evalInfo } from './info.ts';
import { labelJoin, labelReplace } from './labelFunctions.ts';
import { sortByLabel, sortByValue } from './sorts.ts';

/** A function that needs more than the values of its arguments. */
export type VectorFunction = (context: Context, call: Call, grid: Grid) => Generator<void, Value>;

const NOTHING: Expr = { kind: 'number', value: NaN, isDuration: false, span: { start: 0, end: 0 } };

export function argOf({ args }: Call, index: number): Expr {
  return args[index] ?? NOTHING;
}

export const VECTOR_FUNCTIONS: Readonly<Record<string, VectorFunction>> = {
  *absent(context, call, grid) {
    const arg = argOf(call, 0);
    return absentColumns(yield* evalVector(context, arg, grid), withoutParens(arg), false);
  },
  *scalar(context, call, grid) {
    return scalarOf(yield* evalVector(context, argOf(call, 0), grid));
  },
  *vector(context, call, grid) {
    const { values } = yield* evalScalar(context, argOf(call, 0), grid);
    return vectorOf(grid.steps, (step) => values[step] ?? NaN);
  },
  *timestamp(context, call, grid) {
    const arg = withoutParens(argOf(call, 0));
    if (arg.kind === 'selector') return dropNames(yield* evalSelector(context, arg, grid, 'timestamp'));
    const vector = yield* evalVector(context, arg, grid);
    const values = vector.values.map((_, i) => timeAt(grid, i % grid.steps) / 1000);
    return dropNames({ ...vector, values, present: vector.present.map((has) => (has === ABSENT ? ABSENT : FLOAT)) });
  },
  *start_timestamp(context, call, grid) {
    const arg = withoutParens(argOf(call, 0));
    // Start times are known of stored samples alone.
    if (arg.kind === 'selector') return dropNames(yield* evalSelector(context, arg, grid, 'start'));
    yield* evalVector(context, arg, grid);
    return emptyVector(grid.steps);
  },
  label_replace: labelReplace,
  label_join: labelJoin,
  sort: (context, call, grid) => sortByValue(context, call, grid, 1),
  sort_desc: (context, call, grid) => sortByValue(context, call, grid, -1),
  sort_by_label: (context, call, grid) => sortByLabel(context, call, grid, 1),
  sort_by_label_desc: (context, call, grid) => sortByLabel(context, call, grid, -1),
  histogram_quantile: histogramQuantile,
  histogram_quantiles: histogramQuantiles,
  histogram_fraction: histogramFraction,
  histogram_avg: ofNative,
  histogram_count: ofNative,
  histogram_sum: ofNative,
  histogram_stddev: ofNative,
  histogram_stdvar: ofNative,
  info: evalInfo,
};

function dropNames(vector: VectorColumns): VectorColumns {
  return { ...vector, dropName: vector.labels.map(() => true) };
}

/** Functions of native histograms have nothing to say of numbers. */
function* ofNative(context: Context, call: Call, grid: Grid): Generator<void, Value> {
  const valueOf = HISTOGRAM_FUNCTIONS[call.name as keyof typeof HISTOGRAM_FUNCTIONS];
  return mapNative(yield* evalVector(context, argOf(call, 0), grid), valueOf);
}

/** The only number at each step, or NaN where there is none or more than one. */
function scalarOf({ steps, labels, values, present }: VectorColumns): Value {
  const out = new Float64Array(steps).fill(NaN);
  const seen = new Uint8Array(steps);
  for (let row = 0; row < labels.length; row++)
    for (let step = 0; step < steps; step++) {
      if (present[row * steps + step] !== FLOAT) continue;
      out[step] = seen[step] === 0 ? (values[row * steps + step] ?? NaN) : NaN;
      seen[step] = 1;
    }
  return { kind: 'scalar', values: out };
}
