import type { Call } from '../ast.ts';
import { FLOAT, type Value, type VectorColumns } from '../columns.ts';
import type { Context, Grid } from '../context.ts';
import { evalVector } from '../evaluate.ts';
import { compareLabels } from '../labels.ts';
import { pickRows } from '../aggregate/selectRows.ts';
import { stringArgs } from './evalCall.ts';
import { compareNaturally } from './naturalOrder.ts';
import { argOf } from './vectorFunctions.ts';

/** `sort`, `sort_desc`: rows in order of value, NaN last either way. In range queries it has no effect, and says so. */
export function* sortByValue(context: Context, call: Call, grid: Grid, sign: 1 | -1): Generator<void, Value> {
  const vector = yield* evalVector(context, argOf(call, 0), grid);
  if (!isSortable(context, call, grid)) return vector;
  const { values } = vector;
  const floats = vector.present.map((has) => (has === FLOAT ? FLOAT : 0));
  return ordered({ ...vector, present: floats }, (a, b) => {
    const left = values[a] ?? NaN;
    const right = values[b] ?? NaN;
    if (left !== left) return right !== right ? 0 : 1;
    if (right !== right) return -1;
    return left === right ? 0 : sign * (left < right ? -1 : 1);
  });
}

/** `sort_by_label`, `sort_by_label_desc`: rows in natural order of these labels. */
export function* sortByLabel(context: Context, call: Call, grid: Grid, sign: 1 | -1): Generator<void, Value> {
  const names = stringArgs(call.args.slice(1));
  const vector = yield* evalVector(context, argOf(call, 0), grid);
  if (!isSortable(context, call, grid)) return vector;
  return ordered(vector, (a, b) => {
    const left = vector.labels[a];
    const right = vector.labels[b];
    if (left === undefined || right === undefined) return 0;
    for (const name of names) {
      const order = compareNaturally(left.get(name), right.get(name));
      if (order !== 0) return sign * order;
    }
    return sign * compareLabels(left, right);
  });
}

function isSortable({ annotations, query }: Context, call: Call, grid: Grid): boolean {
  if (grid.steps === 1 && query.steps === 1) return true;
  const words = 'sort is ineffective for range queries since results are always ordered by labels';
  annotations.warn(words, call.span);
  return false;
}

function ordered(vector: VectorColumns, compare: (a: number, b: number) => number): VectorColumns {
  const order = vector.labels.map((_, row) => row).sort(compare);
  return pickRows(vector, vector.present, order);
}
