import type { NativeHistogram } from '../../../model/nativeHistogram.ts';
import type { Aggregate } from '../ast.ts';
import type { Groups } from '../aggregate/groupRows.ts';
import { ABSENT, FLOAT, HISTOGRAM, type VectorColumns } from '../columns.ts';
import type { Context } from '../context.ts';
import { HistogramMean } from '../../histogram/histogramMean.ts';
import { type Added, HistogramSum } from '../../histogram/histogramSum.ts';
import { compacted } from '../../histogram/operations.ts';
import { tellOfCollision, tellOfMixedSchemas, tellOfReconciled } from './tell.ts';

interface Cell {
  readonly sum: { add(histogram: NativeHistogram): Added | undefined; total(): NativeHistogram };
  readonly hints: Set<NativeHistogram['resetHint']>;
  incompatible: boolean;
}

/**
 * `sum` and `avg` where there are histograms among the rows: puts the histograms into `result`, which has the groups'
 * numbers already. A group that mixes both has no value at that step, and a warning.
 */
export function aggregateHistograms(
  { annotations }: Context,
  { op, expr }: Aggregate,
  input: VectorColumns,
  groups: Groups,
  result: VectorColumns,
): VectorColumns {
  const { steps, labels, present, histograms } = input;
  const { span } = expr;
  const cells = new Map<number, Cell>();
  labels.forEach((set, row) => {
    const to = (groups.ofRow[row] ?? 0) * steps;
    for (let step = 0; step < steps; step++) {
      const at = row * steps + step;
      const histogram = present[at] === HISTOGRAM ? histograms?.get(at) : undefined;
      if (histogram === undefined) continue;
      if (input.dropName[row] === true) result.dropName[groups.ofRow[row] ?? 0] = true;
      const cell = cells.get(to + step);
      if (cell === undefined) {
        const sum = op === 'avg' ? new HistogramMean(histogram) : new HistogramSum(histogram);
        cells.set(to + step, { sum, hints: new Set([histogram.resetHint]), incompatible: false });
      } else if (!cell.incompatible && result.present[to + step] !== FLOAT) {
        const added = cell.sum.add(histogram);
        cell.hints.add(histogram.resetHint);
        cell.incompatible = added === undefined;
        if (added === undefined) tellOfMixedSchemas({ annotations, metricName: set.get('__name__'), span });
        else if (added.reconciled) tellOfReconciled(annotations, 'aggregation', span);
      }
    }
  });
  const kept = new Map<number, NativeHistogram>();
  for (const [at, { sum, hints, incompatible }] of cells) {
    if (result.present[at] === FLOAT) {
      result.present[at] = ABSENT;
      annotations.warn('encountered a mix of histograms and floats for aggregation', span);
    } else if (!incompatible) {
      result.present[at] = HISTOGRAM;
      kept.set(at, compacted(sum.total()));
      if (hints.has('reset') && hints.has('notReset')) tellOfCollision(annotations, 'aggregation', span);
    }
  }
  return { ...result, histograms: kept };
}
