import type { Span } from '../ast.ts';
import { ABSENT, emptyVector, FLOAT, VectorBuilder, type VectorColumns } from '../columns.ts';
import type { Context } from '../context.ts';
import { formatShort } from '../goText.ts';
import type { Groups } from './groupRows.ts';
import { hashRatio } from './hashRatio.ts';
import { rowsOfGroups } from './quantileGroups.ts';

/** `topk`, `bottomk`, `limitk`: some rows of each group at each step. At a single step the result is in order of value. */
export function selectK(
  context: Context,
  op: 'topk' | 'bottomk' | 'limitk',
  input: VectorColumns,
  groups: Groups,
  params: Float64Array,
): VectorColumns {
  const { steps } = input;
  const greatest = params.reduce((a, b) => (b > a ? b : a), -Infinity);
  const hasNaN = params.some((value) => value !== value);
  // As in Prometheus, a k that is nowhere at least 1 comes before one that is no number.
  if (greatest < 1 && !(hasNaN && greatest === -Infinity)) return emptyVector(steps);
  if (hasNaN) context.fail('Parameter value is NaN');
  for (const value of params) {
    if (value <= -(2 ** 63)) context.fail(`Scalar value ${formatShort(value, 21)} underflows int64`);
    if (value >= 2 ** 63) context.fail(`Scalar value ${formatShort(value, 21)} overflows int64`);
  }
  if (context.failed) return emptyVector(steps);
  const chosen = new Uint8Array(input.present.length);
  const order: number[] = [];
  const sign = op === 'bottomk' ? -1 : 1;
  for (const members of rowsOfGroups(groups)) {
    for (let step = 0; step < steps; step++) {
      const k = Math.trunc(params[step] ?? 0);
      const best = op === 'limitk' ? firstRows(input, members, step, k) : bestRows(input, members, step, k, sign);
      for (const row of best) chosen[row * steps + step] = input.present[row * steps + step] ?? ABSENT;
      if (steps === 1) order.push(...best);
    }
  }
  return pickRows(input, chosen, steps === 1 ? order : undefined);
}

function firstRows({ present, steps }: VectorColumns, members: readonly number[], step: number, k: number): number[] {
  const rows: number[] = [];
  for (const row of members) {
    if (rows.length >= k) break;
    if (present[row * steps + step] !== ABSENT) rows.push(row);
  }
  return rows;
}

/** The `k` rows whose values are best, best first; NaN is worse than anything, and of equals the first one stays. */
function bestRows(
  { present, values, steps }: VectorColumns,
  members: readonly number[],
  step: number,
  k: number,
  sign: number,
): number[] {
  const best: number[] = [];
  const worth = (row: number): number => {
    const value = values[row * steps + step] ?? NaN;
    return value === value ? sign * value : -Infinity;
  };
  const isNaNRow = (row: number): boolean => Number.isNaN(values[row * steps + step]);
  const better = (a: number, b: number): boolean =>
    worth(a) > worth(b) || (worth(a) === -Infinity && !isNaNRow(a) && isNaNRow(b));
  if (k > 64) {
    const all = members.filter((row) => present[row * steps + step] === FLOAT);
    return all.sort((a, b) => (better(a, b) ? -1 : better(b, a) ? 1 : 0)).slice(0, k);
  }
  for (const row of members) {
    if (present[row * steps + step] !== FLOAT) continue;
    const last = best[best.length - 1];
    if (best.length >= k && (last === undefined || !better(row, last))) continue;
    let at = best.length;
    while (at > 0 && better(row, best[at - 1] ?? row)) at--;
    best.splice(at, 0, row);
    if (best.length > k) best.pop();
  }
  return best;
}

/** `limit_ratio`: a share of the rows, chosen by a hash of their labels, so that `r` and `r - 1` make a whole. */
export function selectRatio(context: Context, input: VectorColumns, params: Float64Array, span: Span): VectorColumns {
  const { steps } = input;
  const greatest = params.reduce((a, b) => (b > a ? b : a), -Infinity);
  const least = params.reduce((a, b) => (b < a ? b : a), Infinity);
  if (greatest === 0 && least === 0) return emptyVector(steps);
  if (params.some((value) => value !== value)) context.fail('Ratio value is NaN');
  const tell = (got: number, to: number): void =>
    context.annotations.warn(`ratio value should be between -1 and 1, got ${formatShort(got)}, capping to ${to}`, span);
  if (greatest > 1) tell(greatest, 1);
  if (least < -1) tell(least, -1);
  const chosen = new Uint8Array(input.present.length);
  input.labels.forEach((labels, row) => {
    const share = hashRatio(labels);
    for (let step = 0; step < steps; step++) {
      const ratio = Math.max(-1, Math.min(1, params[step] ?? 0));
      if (ratio >= 0 ? share < ratio : share >= 1 + ratio)
        chosen[row * steps + step] = input.present[row * steps + step] ?? ABSENT;
    }
  });
  return pickRows(input, chosen, undefined);
}

/** The rows of `input` with only the values that `chosen` marks. */
export function pickRows(
  input: VectorColumns,
  chosen: Uint8Array,
  order: readonly number[] | undefined,
): VectorColumns {
  const { steps, labels } = input;
  const rows = order ?? labels.map((_, row) => row);
  const builder = new VectorBuilder(steps, rows.length);
  for (const row of rows) {
    const base = builder.row();
    builder.values.set(input.values.subarray(row * steps, (row + 1) * steps), base);
    builder.present.set(chosen.subarray(row * steps, (row + 1) * steps), base);
    builder.carry(input, row * steps, base);
    const set = labels[row];
    if (set !== undefined) builder.add(set, input.dropName[row] ?? false);
  }
  return builder.build();
}
