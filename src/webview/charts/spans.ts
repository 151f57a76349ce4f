import { severity, type Status } from '../../model/status.ts';
import { gapLimitMs } from './align.ts';
import type { Columns } from './columns.ts';

/** A stretch of time in one state. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
  readonly status: Status;
}

/**
 * The stretches of a series whose values stand for a status: each sample holds until the next one, the last one until
 * `untilMs`, but none longer than a silence may be. Equal neighbours are one span; what `statusOf` cannot tell is none.
 */
export function statusSpans(
  columns: Columns,
  untilMs: number,
  statusOf: (value: number) => Status | undefined = statusOfValue,
): Span[] {
  const { timestampsMs, values } = columns;
  const limitMs = gapLimitMs(timestampsMs);
  const spans: Span[] = [];
  for (let i = 0; i < timestampsMs.length; i++) {
    const fromMs = timestampsMs[i] as number;
    const status = statusOf(values[i] as number);
    const toMs = Math.min(timestampsMs[i + 1] ?? untilMs, fromMs + limitMs, untilMs);
    if (status === undefined || toMs < fromMs) continue;
    const last = spans.at(-1);
    if (last !== undefined && last.status === status && last.toMs >= fromMs) {
      spans[spans.length - 1] = { ...last, toMs };
    } else spans.push({ fromMs, toMs, status });
  }
  return spans;
}

/** The status that holds at a moment. */
export function statusAt(spans: readonly Span[], timeMs: number): Status | undefined {
  return spans.find((span) => span.fromMs <= timeMs && timeMs <= span.toMs)?.status;
}

/** Spans that are narrower than a pixel would hide one another: the worst of each pixel wins. Pixels of a strip `widthPx` wide. */
export function pixelSpans(
  spans: readonly Span[],
  fromMs: number,
  toMs: number,
  widthPx: number,
): { readonly left: number; readonly right: number; readonly status: Status }[] {
  const columns: (Status | undefined)[] = Array.from({ length: widthPx }, () => undefined);
  const perMs = widthPx / (toMs - fromMs);
  for (const span of spans) {
    const left = Math.max(0, Math.floor((span.fromMs - fromMs) * perMs));
    const right = Math.min(widthPx, Math.max(left + 1, Math.round((span.toMs - fromMs) * perMs)));
    for (let x = left; x < right; x++) {
      const there = columns[x];
      if (there === undefined || severity(span.status) > severity(there)) columns[x] = span.status;
    }
  }
  const runs: { left: number; right: number; status: Status }[] = [];
  columns.forEach((status, x) => {
    const last = runs.at(-1);
    if (status === undefined) return;
    if (last !== undefined && last.status === status && last.right === x) last.right = x + 1;
    else runs.push({ left: x, right: x + 1, status });
  });
  return runs;
}

/** The status that a sample of `health_check_status` stands for: 1 up, 0.5 degraded, 0 down, -1 unknown, -2 paused. */
export function statusOfValue(value: number): Status | undefined {
  if (Number.isNaN(value)) return undefined;
  if (value === 1) return 'up';
  if (value === 0) return 'down';
  if (value === -2) return 'paused';
  return value > 0 && value < 1 ? 'degraded' : 'unknown';
}
