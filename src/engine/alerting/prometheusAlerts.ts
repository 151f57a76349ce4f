import type { Clock } from '../../base/clock.ts';
import { type Disposable, Slot } from '../../base/disposable.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { AlertRuleRef } from '../../model/alert.ts';
import type { Labels } from '../../model/series.ts';
import type { ActiveAlert } from '../rules/alertStates.ts';
import type { Ask } from './alertmanagerApi.ts';

/** How often the rules of a Prometheus are asked for: as often as it evaluates them by default is too seldom to be of use. */
const INTERVAL_MS = 15_000;
const TIMEOUT_MS = 10_000;
const NO_RANGE = { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 };

/** A rule of a Prometheus with its alerts; its `uri` is the page of the Prometheus that shows it. */
export interface ForeignAlerts {
  readonly rule: AlertRuleRef;
  readonly alerts: readonly ActiveAlert[];
}

export interface PrometheusAlertsOptions {
  readonly clock: Clock;
  readonly ask: Ask;
  readonly onAlerts: (alerts: readonly ForeignAlerts[]) => void;
  /** Why they cannot be had, in a sentence; undefined once they can. */
  readonly onProblem: (problem: string | undefined) => void;
  readonly onBug: (error: unknown, where: string) => void;
}

/** The alerts of a real Prometheus, asked for again and again, so that they stand beside our own. */
export class PrometheusAlerts implements Disposable {
  readonly #options: PrometheusAlertsOptions;
  readonly #timer = new Slot();
  #aborted = new AbortController();
  #url: string | undefined;
  #problem: string | undefined;

  constructor(options: PrometheusAlertsOptions) {
    this.#options = options;
  }

  /** The Prometheus' address from now on; undefined: none. */
  setUrl(url: string | undefined): void {
    if (url === this.#url) return;
    this.#url = url;
    this.#stop();
    this.#options.onAlerts([]);
    this.#tell(undefined);
    if (url !== undefined) this.#poll(url.replace(/\/+$/, ''), this.#aborted.signal);
  }

  dispose(): void {
    this.#stop();
  }

  #stop(): void {
    this.#aborted.abort();
    this.#aborted = new AbortController();
    this.#timer.set(undefined);
  }

  #poll(url: string, signal: AbortSignal): void {
    const { clock, onBug } = this.#options;
    const again = (): void => {
      if (!signal.aborted) this.#timer.set(clock.setTimeout(() => this.#poll(url, signal), INTERVAL_MS));
    };
    this.#look(url, signal)
      .catch((error: unknown) => onBug(error, 'asking a Prometheus for its alerts'))
      .finally(again);
  }

  async #look(url: string, signal: AbortSignal): Promise<void> {
    const request = { url: [`${url}/api/v1/rules?type=alert`], method: 'GET', headers: [] };
    const answer = await this.#options.ask(request, TIMEOUT_MS, signal);
    if (signal.aborted) return;
    const read = !answer.ok
      ? answer
      : answer.value.code === 200
        ? readRules(answer.value.body, url)
        : err(`HTTP ${answer.value.code}`);
    this.#tell(read.ok ? undefined : read.error);
    // What it said last stays while it is away: that it cannot be asked ends no alert.
    if (read.ok) this.#options.onAlerts(read.value);
  }

  #tell(problem: string | undefined): void {
    if (problem !== this.#problem) this.#options.onProblem(problem);
    this.#problem = problem;
  }
}

/** Reads the answer of `/api/v1/rules` (https://prometheus.io/docs/prometheus/latest/querying/api/#rules). */
export function readRules(body: string, url: string): Result<readonly ForeignAlerts[], string> {
  const groups = listAt(parse(body), 'data', 'groups');
  if (groups === undefined) return err('what it answers is no list of rules');
  return ok(
    groups.flatMap((group) =>
      (listAt(group, 'rules') ?? []).flatMap((rule): ForeignAlerts[] => {
        const { name, query, duration } = objectOf(rule);
        const alerts = (listAt(rule, 'alerts') ?? []).flatMap(readAlert);
        if (typeof name !== 'string' || typeof query !== 'string' || alerts.length === 0) return [];
        const page = `${url}/graph?g0.expr=${encodeURIComponent(query)}&g0.tab=0`;
        const forMs = typeof duration === 'number' ? duration * 1000 : 0;
        const groupName = objectOf(group)['name'];
        return [
          {
            rule: {
              uri: page,
              group: typeof groupName === 'string' ? groupName : '',
              name,
              expr: query,
              forMs,
              range: NO_RANGE,
            },
            alerts,
          },
        ];
      }),
    ),
  );
}

function readAlert(raw: unknown): ActiveAlert[] {
  const { state, labels, annotations, value, activeAt } = objectOf(raw);
  const activeAtMs = typeof activeAt === 'string' ? Date.parse(activeAt) : NaN;
  if ((state !== 'pending' && state !== 'firing') || Number.isNaN(activeAtMs)) return [];
  return [{ state, labels: textsOf(labels), annotations: textsOf(annotations), value: Number(value), activeAtMs }];
}

function textsOf(raw: unknown): Labels {
  return Object.fromEntries(
    Object.entries(objectOf(raw)).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])),
  );
}

function objectOf(raw: unknown): Record<string, unknown> {
  return typeof raw === 'object' && raw !== null ? (raw as Record<string, unknown>) : {};
}

function listAt(raw: unknown, ...path: readonly string[]): readonly unknown[] | undefined {
  let at = raw;
  for (const key of path) at = objectOf(at)[key];
  return Array.isArray(at) ? at : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
