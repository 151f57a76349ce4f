import type { VariableValue } from './interpolate.ts';

/** When a panel's queries are evaluated, and how often their targets are scraped; all in milliseconds. */
export interface PanelTime {
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
  readonly scrapeMs: number;
}

/**
 * Grafana's own variables. `$__rate_interval` is what its Prometheus data source makes of it: wide enough for a rate to see at least four
 * scrapes, whatever the step.
 */
export function builtIn(name: string, { fromMs, toMs, stepMs, scrapeMs }: PanelTime): VariableValue | undefined {
  const intervalMs = Math.max(stepMs, scrapeMs);
  const rateMs = Math.max(intervalMs + scrapeMs, 4 * scrapeMs);
  const rangeMs = toMs - fromMs;
  switch (name) {
    case '__interval':
      return raw(promDuration(intervalMs));
    case '__interval_ms':
      return raw(String(intervalMs));
    case '__rate_interval':
      return raw(promDuration(rateMs));
    case '__rate_interval_ms':
      return raw(String(rateMs));
    case '__range':
      return raw(promDuration(rangeMs));
    case '__range_s':
      return raw(String(Math.round(rangeMs / 1000)));
    case '__range_ms':
      return raw(String(rangeMs));
    case '__from':
      return raw(String(fromMs));
    case '__to':
      return raw(String(toMs));
    default:
      return undefined;
  }
}

/** A duration as PromQL reads it: `15s`, `500ms`. */
function promDuration(ms: number): string {
  const whole = Math.max(1, Math.round(ms));
  return whole % 1000 === 0 ? `${whole / 1000}s` : `${whole}ms`;
}

function raw(text: string): VariableValue {
  return { values: [text], texts: [text], isPattern: false, isRaw: true };
}
