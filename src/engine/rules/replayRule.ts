import type { AlertingRule } from '../../model/rule.ts';
import type { RuleReplay, WouldHaveFired } from '../../protocol/rules.ts';
import { type QueryOptions, rangeQuery } from '../promql/query.ts';
import type { SeriesSource } from '../store/storage.ts';

/** Points of the stored history that are looked at, at most. */
const MAX_STEPS = 2_000;
const MAX_FIRINGS = 500;

export interface ReplayOptions {
  readonly intervalMs: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly query?: QueryOptions;
}

/** When an alerting rule would have fired over a span of the stored history, whatever rules were evaluated then. */
export async function replayRule(
  source: SeriesSource,
  rule: AlertingRule,
  options: ReplayOptions,
): Promise<RuleReplay> {
  const { fromMs, toMs, intervalMs, query } = options;
  const rangeMs = toMs - fromMs;
  const stepMs = Math.max(intervalMs, Math.ceil(rangeMs / MAX_STEPS / 1000) * 1000);
  // The last step is the end: what fires now is seen.
  const firstMs = toMs - Math.floor(rangeMs / stepMs) * stepMs;
  const answer = { fromMs, toMs, stepMs };
  const result = await rangeQuery(source, rule.expr, { fromMs: firstMs, toMs, stepMs }, query);
  if (!result.ok) return { ...answer, firings: [], error: result.error };
  if (result.result.type !== 'matrix') return { ...answer, firings: [] };
  const firings = result.result.series.flatMap(({ timesMs }) => firingsOf(timesMs, rule, stepMs, toMs));
  return { ...answer, firings: firings.sort((a, b) => a.startMs - b.startMs).slice(0, MAX_FIRINGS) };
}

/** The spans in which a series whose samples were there at `timestampsMs` would have fired. */
function firingsOf(
  timestampsMs: ArrayLike<number>,
  { forMs, keepFiringForMs }: AlertingRule,
  stepMs: number,
  toMs: number,
): WouldHaveFired[] {
  const firings: WouldHaveFired[] = [];
  const end = (startMs: number, lastMs: number): void => {
    const firedMs = startMs + forMs;
    if (firedMs > lastMs) return;
    // It ends with the first evaluation that does not find it, or later where it is to go on.
    const endMs = Math.min(toMs, lastMs + Math.max(stepMs, keepFiringForMs));
    const before = firings.at(-1);
    if (before !== undefined && firedMs <= before.endMs) firings[firings.length - 1] = { ...before, endMs };
    else firings.push({ startMs: firedMs, endMs });
  };
  let startMs: number | undefined;
  let lastMs = 0;
  for (let i = 0; i < timestampsMs.length; i++) {
    const atMs = timestampsMs[i] ?? 0;
    if (startMs !== undefined && atMs - lastMs > stepMs) {
      end(startMs, lastMs);
      startMs = undefined;
    }
    startMs ??= atMs;
    lastMs = atMs;
  }
  if (startMs !== undefined) end(startMs, lastMs);
  return firings;
}
