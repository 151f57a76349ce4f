import { LabelSet } from '../../model/labelSet.ts';
import type { AlertingRule } from '../../model/rule.ts';
import type { Labels } from '../../model/series.ts';
import { instantQuerySync } from '../promql/query.ts';
import { expandText } from '../template/expandText.ts';
import type { TemplateScene } from '../template/functions.ts';
import { TemplateError } from '../template/templateError.ts';
import type { VectorSample } from '../promql/result.ts';
import { GoHistogram, GoMap, Sample } from '../template/value.ts';
import type { GroupEvaluatorOptions } from './groupEvaluator.ts';
import { TEMPLATE_DEFINITIONS } from './readRuleFile.ts';
import { restoredActiveAt } from './restoredActiveAt.ts';

/** One sample of a rule's expression: a number, or a native histogram. */
export type RuleSample = Pick<VectorSample, 'labels' | 'value' | 'histogram'>;

/** An alert that is pending or firing, or was until lately. Times are Unix milliseconds. */
export interface ActiveAlert {
  readonly state: 'pending' | 'firing' | 'inactive';
  /** With `alertname`. */
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly value: number;
  readonly activeAtMs: number;
  readonly firedAtMs?: number;
  readonly resolvedAtMs?: number;
  /** When the sample went, of one that goes on firing for a while. */
  readonly keepFiringSinceMs?: number;
  /** What keeps one of somebody else quiet there. */
  readonly silencedBy?: string;
}

/** How long a resolved alert is remembered, so that it can be told again (rules/alerting.go, `resolvedRetention`). */
const RESOLVED_RETENTION_MS = 15 * 60_000;

/** The alerts of one rule from evaluation to evaluation, as Prometheus has them (rules/alerting.go). */
export class AlertStates {
  readonly #rule: AlertingRule;
  readonly #options: GroupEvaluatorOptions;
  #alerts = new Map<string, ActiveAlert>();
  /** When the rule was first evaluated. */
  #startMs: number | undefined;

  constructor(rule: AlertingRule, options: GroupEvaluatorOptions) {
    this.#rule = rule;
    this.#options = options;
  }

  get active(): readonly ActiveAlert[] {
    return [...this.#alerts.values()];
  }

  /** Goes on with the alerts of the rule as it was before. */
  adopt(before: AlertStates): void {
    this.#alerts = before.#alerts;
    this.#startMs = before.#startMs;
  }

  /** Takes in what the expression gave; the error says why the whole rule failed. */
  update(samples: readonly RuleSample[], atMs: number, sampleMs: number, limit: number): string | undefined {
    const rule = this.#rule;
    const found = new Map<string, Pick<ActiveAlert, 'labels' | 'annotations' | 'value'>>();
    for (const { labels: met, value: number, histogram } of samples) {
      const { __name__: _name, ...own } = met.toLabels();
      // An alert's own value is a number; only its texts can tell of a histogram.
      const value = histogram === undefined ? number : 0;
      const expand = this.#expander(own, histogram === undefined ? number : new GoHistogram(histogram), sampleMs);
      const labels = { ...own, ...mapTexts(rule.labels, expand), alertname: rule.name };
      const { key } = LabelSet.from(labels);
      if (found.has(key)) return 'vector contains metrics with the same labelset after applying alert labels';
      found.set(key, { labels, annotations: mapTexts(rule.annotations, expand), value });
    }
    this.#startMs ??= atMs;
    const next = new Map(this.#alerts);
    for (const [key, alert] of found) {
      const before = next.get(key);
      if (before === undefined || before.state === 'inactive') {
        const since = before === undefined ? this.#activeSince(alert.labels, atMs) : undefined;
        next.set(key, { ...alert, state: 'pending', activeAtMs: since ?? atMs });
      } else {
        const { keepFiringSinceMs: _since, ...kept } = before;
        next.set(key, { ...kept, ...alert });
      }
    }
    for (const [key, alert] of next) {
      const advanced = found.has(key) ? this.#present(alert, atMs) : this.#absent(alert, atMs);
      if (advanced === undefined) next.delete(key);
      else next.set(key, advanced);
    }
    const active = [...next.values()].filter(({ state }) => state !== 'inactive').length;
    if (limit > 0 && active > limit) {
      this.#alerts = new Map();
      return `exceeded limit of ${limit} with ${active} alerts`;
    }
    this.#alerts = next;
    return undefined;
  }

  /** `ALERTS` and `ALERTS_FOR_STATE` of what is pending or firing. */
  series(): { readonly labels: LabelSet; readonly value: number }[] {
    return this.active
      .filter(({ state }) => state !== 'inactive')
      .flatMap(({ state, labels, activeAtMs }) => [
        { labels: LabelSet.from({ ...labels, __name__: 'ALERTS', alertstate: state }), value: 1 },
        { labels: LabelSet.from({ ...labels, __name__: 'ALERTS_FOR_STATE' }), value: Math.floor(activeAtMs / 1000) },
      ]);
  }

  /** Since when an alert is there that was before the engine began, and goes on. */
  #activeSince(labels: Labels, atMs: number): number | undefined {
    const { restoreWithinMs = 0, store } = this.#options;
    const startMs = this.#startMs ?? atMs;
    if (atMs - startMs > restoreWithinMs || restoreWithinMs === 0) return undefined;
    return restoredActiveAt(store.source, labels, this.#rule.forMs, { startMs, atMs });
  }

  // Where the clock went back, what fires goes on, and what is pending waits from then on, not from a time to come.
  #present(alert: ActiveAlert, atMs: number): ActiveAlert {
    const activeAtMs = alert.state === 'pending' ? Math.min(alert.activeAtMs, atMs) : alert.activeAtMs;
    const held = atMs - activeAtMs >= this.#rule.forMs;
    if (alert.state === 'pending') {
      if (!held) return { ...alert, activeAtMs };
      // Later than its time only by less than an interval, or where it is restored.
      const restored = activeAtMs < (this.#startMs ?? atMs);
      return { ...alert, activeAtMs, state: 'firing', firedAtMs: restored ? activeAtMs + this.#rule.forMs : atMs };
    }
    // The rule's `for` was raised by a reload.
    if (alert.state === 'firing' && !held && (alert.firedAtMs ?? atMs) <= atMs) {
      const { firedAtMs: _fired, ...pending } = alert;
      return { ...pending, state: 'pending' };
    }
    return alert;
  }

  #absent(alert: ActiveAlert, atMs: number): ActiveAlert | undefined {
    const { keepFiringForMs } = this.#rule;
    if (alert.state === 'pending') return undefined;
    if (alert.state === 'inactive') {
      return atMs - (alert.resolvedAtMs ?? atMs) > RESOLVED_RETENTION_MS ? undefined : alert;
    }
    if (keepFiringForMs > 0) {
      const sinceMs = Math.min(alert.keepFiringSinceMs ?? atMs, atMs);
      if (atMs - sinceMs < keepFiringForMs) return { ...alert, keepFiringSinceMs: sinceMs };
    }
    return { ...alert, state: 'inactive', resolvedAtMs: atMs };
  }

  /** What a template of the rule comes to for one sample; one that fails is text, never a failed rule. */
  #expander(labels: Labels, value: number | GoHistogram, sampleMs: number): (text: string) => string {
    const { externalLabels = {}, externalUrl = '' } = this.#options;
    const map = (of: Labels): GoMap => new GoMap(Object.entries(of));
    const data = new GoMap([
      ['Labels', map(labels)],
      ['ExternalLabels', map(externalLabels)],
      ['ExternalURL', externalUrl],
      ['Value', value],
    ]);
    const scene: TemplateScene = { query: (expr) => this.#query(expr, sampleMs), nowMs: sampleMs, externalUrl };
    return (text) => {
      if (!text.includes('{{')) return text;
      const expanded = expandText(`__alert_${this.#rule.name}`, TEMPLATE_DEFINITIONS + text, data, scene);
      return expanded.ok ? expanded.value : `<error expanding template: ${expanded.error}>`;
    };
  }

  #query(expr: string, atMs: number): Sample[] {
    const result = instantQuerySync(this.#options.store.source, expr, atMs, this.#options.query);
    if (!result.ok) throw new TemplateError(result.error);
    if (result.result.type === 'scalar') return [new Sample({}, result.result.value)];
    if (result.result.type !== 'vector') throw new TemplateError('query result is not a vector or scalar');
    return result.result.samples.map(
      ({ labels, value, histogram }) =>
        new Sample(labels.toLabels(), histogram === undefined ? value : new GoHistogram(histogram)),
    );
  }
}

function mapTexts(texts: Labels, expand: (text: string) => string): Labels {
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, expand(text)]));
}
