import type { Aggregate, AggregateOp } from '../ast.ts';
import { ABSENT, FLOAT, hasHistograms, type VectorColumns } from '../columns.ts';
import type { Context } from '../context.ts';
import { aggregateHistograms } from '../histogram/aggregate.ts';
import type { Groups } from './groupRows.ts';

/** The columns of all groups in one block, as they are built up. */
interface Accumulator {
  readonly values: Float64Array;
  /** What rounding lost, or the mean, or a count; as the operation needs it. */
  readonly second: Float64Array;
  readonly counts: Float64Array;
}

/** Takes in the value of a group at a step; `index` is the place in the block. The first one is told apart. */
type Step = (into: Accumulator, index: number, value: number) => void;

interface Reducer {
  readonly first: Step;
  readonly next: Step;
  readonly finish?: (from: Accumulator, index: number) => number;
}

function addKahan({ values, second }: Accumulator, index: number, value: number): void {
  const sum = values[index] ?? 0;
  const next = sum + value;
  if (next === Infinity || next === -Infinity) second[index] = 0;
  else if (Math.abs(sum) >= Math.abs(value)) second[index] = (second[index] ?? 0) + (sum - next + value);
  else second[index] = (second[index] ?? 0) + (value - next + sum);
  values[index] = next;
}

const set: Step = ({ values }, index, value) => {
  values[index] = value;
};

const variance: Reducer = {
  first({ values, second, counts }, index, value) {
    // A mean that is not finite can never give a variance.
    values[index] = Number.isFinite(value) ? 0 : NaN;
    second[index] = value;
    counts[index] = 1;
  },
  next({ values, second, counts }, index, value) {
    const count = (counts[index] ?? 0) + 1;
    counts[index] = count;
    const mean = second[index] ?? 0;
    const delta = value - mean;
    const moved = mean + delta / count;
    second[index] = moved;
    values[index] = (values[index] ?? 0) + delta * (value - moved);
  },
  finish: ({ values, counts }, index) => (values[index] ?? 0) / (counts[index] ?? 1),
};

/** Counts below zero mark a mean that goes step by step, since its sum overflowed. */
const average: Reducer = {
  first({ values, counts }, index, value) {
    values[index] = value;
    counts[index] = 1;
  },
  next(into, index, value) {
    const { values, second, counts } = into;
    const count = Math.abs(counts[index] ?? 0) + 1;
    if ((counts[index] ?? 0) > 0) {
      const sum = values[index] ?? 0;
      const lost = second[index] ?? 0;
      addKahan(into, index, value);
      if (Math.abs(values[index] ?? 0) !== Infinity) {
        counts[index] = count;
        return;
      }
      values[index] = sum / (count - 1);
      second[index] = lost / (count - 1);
    }
    counts[index] = -count;
    const share = (count - 1) / count;
    values[index] = share * (values[index] ?? 0);
    second[index] = share * (second[index] ?? 0);
    addKahan(into, index, value / count);
  },
  finish({ values, second, counts }, index) {
    const count = counts[index] ?? 1;
    const value = values[index] ?? 0;
    const lost = second[index] ?? 0;
    return count < 0 ? value + lost : value / count + lost / count;
  },
};

const REDUCERS: Readonly<Partial<Record<AggregateOp, Reducer>>> = {
  sum: { first: set, next: addKahan, finish: ({ values, second }, i) => (values[i] ?? 0) + (second[i] ?? 0) },
  avg: average,
  count: {
    first: ({ values }, index) => {
      values[index] = 1;
    },
    next: ({ values }, index) => {
      values[index] = (values[index] ?? 0) + 1;
    },
  },
  group: {
    first: ({ values }, index) => {
      values[index] = 1;
    },
    next: () => {
      // Once there is one, more make no difference.
    },
  },
  min: {
    first: set,
    next: ({ values }, index, value) => {
      const least = values[index] ?? 0;
      if (least > value || least !== least) values[index] = value;
    },
  },
  max: {
    first: set,
    next: ({ values }, index, value) => {
      const greatest = values[index] ?? 0;
      if (greatest < value || greatest !== greatest) values[index] = value;
    },
  },
  stdvar: variance,
  stddev: { ...variance, finish: ({ values, counts }, i) => Math.sqrt((values[i] ?? 0) / (counts[i] ?? 1)) },
};

/** `sum`, `avg`, `count`, `min`, `max`, `group`, `stddev`, `stdvar` of each group at each step. */
export function reduceGroups(context: Context, expr: Aggregate, input: VectorColumns, groups: Groups): VectorColumns {
  const { op } = expr;
  const reducer = REDUCERS[op];
  const takesHistograms = op === 'count' || op === 'group';
  const { steps, present } = input;
  const size = groups.labels.length * steps;
  const into: Accumulator = {
    values: new Float64Array(size),
    second: new Float64Array(size),
    counts: new Float64Array(size),
  };
  const seen = new Uint8Array(size);
  const dropName = groups.labels.map(() => false);
  if (reducer !== undefined) {
    const { first, next } = reducer;
    for (let row = 0; row < input.labels.length; row++) {
      const group = groups.ofRow[row] ?? 0;
      if (input.dropName[row] === true) dropName[group] = true;
      const from = row * steps;
      const to = group * steps;
      for (let step = 0; step < steps; step++) {
        const has = present[from + step];
        if (has !== FLOAT && (has === ABSENT || !takesHistograms)) continue;
        const value = input.values[from + step] ?? 0;
        if (seen[to + step] === 0) {
          seen[to + step] = FLOAT;
          first(into, to + step, value);
        } else next(into, to + step, value);
      }
    }
    const { finish } = reducer;
    if (finish !== undefined) for (let i = 0; i < size; i++) if (seen[i] === FLOAT) into.values[i] = finish(into, i);
  }
  const result: VectorColumns = {
    kind: 'vector',
    steps,
    labels: [...groups.labels],
    dropName,
    values: into.values,
    present: seen,
  };
  if ((op !== 'sum' && op !== 'avg') || !hasHistograms(input)) return result;
  return aggregateHistograms(context, expr, input, groups, result);
}
