import type { Clock } from '../../base/clock.ts';
import type { SeriesSource } from '../store/storage.ts';
import { Annotations } from './annotations.ts';
import type { Expr } from './ast.ts';

/** Time points at which an expression is evaluated. */
export interface Grid {
  readonly startMs: number;
  readonly stepMs: number;
  readonly steps: number;
}

export function timeAt({ startMs, stepMs }: Grid, step: number): number {
  return startMs + step * stepMs;
}

/** What one query may use, and how it is meant. */
export interface Limits {
  readonly lookbackMs: number;
  readonly maxSamples: number;
  readonly timeoutMs: number;
  readonly defaultSubqueryStepMs: number;
  readonly delayedNameRemoval: boolean;
  readonly signal?: AbortSignal;
}

/** What the parts of one evaluation share: its data, its limits, its annotations, and why it failed if it did. */
export class Context {
  readonly source: SeriesSource;
  readonly query: Grid;
  readonly limits: Limits;
  readonly annotations = new Annotations();
  /** Selectors of which only the counts and sums of histograms are wanted. */
  statistics: ReadonlySet<Expr> = new Set();
  /** The first failure; everything gives empty results from then on, and the query its message. */
  failure: string | undefined;
  /** Samples that live values hold, for the limit as Prometheus counts it. */
  liveSamples = 0;
  /** Samples read, for statistics. */
  readSamples = 0;
  readonly #clock: Clock;
  readonly #deadlineMs: number;
  #sinceCheck = 0;
  #lastPauseMs: number;

  constructor(source: SeriesSource, query: Grid, limits: Limits, clock: Clock) {
    this.source = source;
    this.query = query;
    this.limits = limits;
    this.#clock = clock;
    this.#lastPauseMs = clock.monotonic();
    this.#deadlineMs = this.#lastPauseMs + limits.timeoutMs;
  }

  get failed(): boolean {
    return this.failure !== undefined;
  }

  fail(message: string): void {
    this.failure ??= message;
  }

  /** Notes work done, about a unit for a sample; tells whether it is time to let others have the thread. */
  due(work: number): boolean {
    this.#sinceCheck += work;
    if (this.#sinceCheck < 10_000) return false;
    this.#sinceCheck = 0;
    const nowMs = this.#clock.monotonic();
    if (this.limits.signal?.aborted === true) this.fail('query was canceled in expression evaluation');
    if (nowMs > this.#deadlineMs) this.fail('query timed out in expression evaluation');
    if (nowMs - this.#lastPauseMs < PAUSE_AFTER_MS) return false;
    this.#lastPauseMs = nowMs;
    return true;
  }

  /** After a pause: the time in which others ran does not count as work. */
  resumed(): void {
    this.#lastPauseMs = this.#clock.monotonic();
    if (this.limits.signal?.aborted === true) this.fail('query was canceled in expression evaluation');
  }

  /** Fails where `samples` beside those that are live would be too many. */
  holdsWith(samples: number): boolean {
    if (this.liveSamples + samples <= this.limits.maxSamples) return true;
    this.fail('query processing would load too many samples into memory in expression evaluation');
    return false;
  }
}

const PAUSE_AFTER_MS = 20;
