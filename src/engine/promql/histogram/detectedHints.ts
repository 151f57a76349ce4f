import { childrenOf, type Expr } from '../ast.ts';
import type { HistogramSample } from '../../store/storage.ts';
import { isReset } from '../../histogram/resets.ts';

const STATISTICS = new Set(['histogram_count', 'histogram_sum', 'histogram_avg']);
const WHOLE = new Set(['histogram_quantile', 'histogram_quantiles', 'histogram_fraction']);

/**
 * The selectors of which only counts and sums are wanted. Prometheus reads those without their buckets, and therefore finds
 * out on the way where a counter began anew: which later decides on results and warnings.
 */
export function selectorsOfStatistics(expr: Expr): ReadonlySet<Expr> {
  const found = new Set<Expr>();
  visit(expr, false, found);
  return found;
}

function visit(expr: Expr, inside: boolean, found: Set<Expr>): void {
  if (expr.kind === 'subquery') return;
  if (expr.kind === 'call' && WHOLE.has(expr.name)) return;
  if (expr.kind === 'binary' && (expr.op === '</' || expr.op === '>/')) return;
  if (expr.kind === 'selector' && inside) found.add(expr);
  const within = inside || (expr.kind === 'call' && STATISTICS.has(expr.name));
  for (const child of childrenOf(expr)) visit(child, within, found);
}

/** The samples with what comparing each with the one before tells of those whose hint is unknown. */
export function withDetectedHints(samples: readonly HistogramSample[]): readonly HistogramSample[] {
  let previous: HistogramSample['histogram'] | undefined;
  return samples.map((sample) => {
    const { histogram } = sample;
    const hint =
      histogram.resetHint !== 'unknown' || previous === undefined
        ? histogram.resetHint
        : isReset(histogram, previous)
          ? 'reset'
          : 'notReset';
    previous = { ...histogram, resetHint: hint };
    return { ...sample, histogram: previous };
  });
}
