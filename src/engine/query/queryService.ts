import type { Clock } from '../../base/clock.ts';
import { t } from '../../base/l10n.ts';
import type { Unit } from '../../base/unit.ts';
import type { Problem } from '../../model/problem.ts';
import type { MetricMetadata } from '../../model/series.ts';
import {
  type ExplainAnswer,
  QUERY_LIMITS,
  type QueryAnswer,
  type QueryFailure,
  type QueryRequest,
  type QueryTime,
  seriesCount,
} from '../../protocol/query.ts';
import type { Expr } from '../promql/ast.ts';
import { parseQuery } from '../promql/parse/parseQuery.ts';
import { instantQuery, type QueryOptions, rangeQuery } from '../promql/query.ts';
import type { QueryResult as Evaluated } from '../promql/result.ts';
import type { SeriesSource } from '../store/storage.ts';
import { explainExpr } from './explainExpr.ts';
import { toInstantResult, toRangeResult } from './toResult.ts';
import { unitOfExpr } from './unitOfExpr.ts';

export interface QueryServiceOptions {
  readonly source: SeriesSource;
  readonly clock: Clock;
  readonly unitOf: (metricName: string) => Unit;
  /** What is unknown of the names in a query that gave nothing, in sentences. */
  readonly hints?: (text: string) => Promise<readonly string[]>;
  /** Milliseconds that a query may take. */
  readonly timeoutMs?: number;
}

/** Gives the unit of a metric by what is known of it. */
export function unitLookup(
  metadata: (metricName: string) => MetricMetadata | undefined,
  unitOf: (metricName: string, metadata: MetricMetadata | undefined) => Unit,
): (metricName: string) => Unit {
  return (name) => unitOf(name, metadata(name) ?? metadata(name.replace(/_(count|sum|bucket|total)$/, '')));
}

/** Runs the queries of panels: one at a time for each, a newer one cancels the older, within `QUERY_LIMITS`. */
export class QueryService {
  readonly #options: QueryServiceOptions;
  readonly #running = new Map<string, AbortController>();

  constructor(options: QueryServiceOptions) {
    this.#options = options;
  }

  query({ panelId, text, time }: QueryRequest, signal?: AbortSignal): Promise<QueryAnswer> {
    return this.#run(panelId, signal, async (running): Promise<QueryAnswer> => {
      const expr = parse(text);
      if ('failure' in expr) return { ok: false, failure: expr.failure };
      const wrong = wrongTime(time);
      if (wrong !== undefined) return { ok: false, failure: wrong };
      const evaluated = await this.#evaluate(expr.value, time, running);
      if (!evaluated.ok) return { ok: false, failure: failureOf(evaluated) };
      const { warnings, stats } = evaluated;
      const result =
        time.kind === 'instant' ? toInstantResult(evaluated.result, time.atMs) : toRangeResult(evaluated.result, time);
      const hints = seriesCount(result) === 0 ? await this.#options.hints?.(text) : undefined;
      const infos = hints === undefined ? evaluated.infos : [...evaluated.infos, ...hints];
      const unit = unitOfExpr(expr.value, this.#options.unitOf);
      return { ok: true, result, unit, warnings, infos, stats };
    });
  }

  explain(request: { panelId: string; text: string; atMs: number }, signal?: AbortSignal): Promise<ExplainAnswer> {
    const { panelId, text, atMs } = request;
    return this.#run(panelId, signal, async (running): Promise<ExplainAnswer> => {
      const expr = parse(text);
      if ('failure' in expr) return { ok: false, failure: expr.failure };
      const time = { kind: 'instant', atMs } as const;
      // One limit for all parts: those that are left when it is over say so.
      const endMs = this.#options.clock.monotonic() + this.#timeoutMs;
      const explained = await explainExpr(text, expr.value, (part) =>
        this.#evaluate(part, time, running, Math.max(1, endMs - this.#options.clock.monotonic())),
      );
      return running.aborted ? { ok: false, failure: cancelled() } : { ok: true, ...explained };
    });
  }

  async #run<T>(
    panelId: string,
    signal: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    this.#running.get(panelId)?.abort();
    const controller = new AbortController();
    this.#running.set(panelId, controller);
    try {
      return await work(signal === undefined ? controller.signal : AbortSignal.any([controller.signal, signal]));
    } finally {
      if (this.#running.get(panelId) === controller) this.#running.delete(panelId);
    }
  }

  get #timeoutMs(): number {
    return this.#options.timeoutMs ?? QUERY_LIMITS.timeoutMs;
  }

  #evaluate(expr: Expr, time: QueryTime, signal: AbortSignal, timeoutMs = this.#timeoutMs): Promise<Evaluated> {
    const { source, clock } = this.#options;
    const options: QueryOptions = { maxSamples: QUERY_LIMITS.maxSamples, timeoutMs, clock, signal };
    return time.kind === 'instant'
      ? instantQuery(source, expr, time.atMs, options)
      : rangeQuery(source, expr, time, options);
  }
}

function cancelled(): QueryFailure {
  return { reason: 'cancelled', message: t('The query was cancelled.') };
}

function parse(text: string): { readonly value: Expr } | { readonly failure: QueryFailure } {
  if (text.length > QUERY_LIMITS.textLength) {
    const most = QUERY_LIMITS.textLength.toLocaleString('en-US');
    return { failure: { reason: 'invalid', message: t('The query is longer than {0} characters.', most) } };
  }
  const parsed = parseQuery(text);
  return parsed.ok ? { value: parsed.value } : { failure: invalid(parsed.error) };
}

function invalid(problems: readonly Problem[]): QueryFailure {
  const [first] = problems;
  const message = first?.message ?? t('the query is not valid');
  return { reason: 'invalid', message, ...(first?.range !== undefined && { range: first.range }) };
}

function wrongTime(time: QueryTime): QueryFailure | undefined {
  if (time.kind === 'instant') return undefined;
  const points = Math.floor((time.toMs - time.fromMs) / time.stepMs) + 1;
  if (points <= QUERY_LIMITS.points) return undefined;
  const [has, most] = [points.toLocaleString('en-US'), QUERY_LIMITS.points.toLocaleString('en-US')];
  const message = t(
    'The range has {0} points at this step; at most {1} are possible. Choose a longer step.',
    has,
    most,
  );
  return { reason: 'failed', message };
}

function failureOf(failed: Extract<Evaluated, { ok: false }>): QueryFailure {
  switch (failed.errorType) {
    case 'canceled':
      return cancelled();
    case 'timeout':
      return {
        reason: 'failed',
        message: t('The query took longer than {0} s and was ended.', QUERY_LIMITS.timeoutMs / 1000),
      };
    case 'bad_data':
      return { reason: 'invalid', message: failed.error };
    case 'execution':
      return { reason: 'failed', message: failed.error };
  }
}
