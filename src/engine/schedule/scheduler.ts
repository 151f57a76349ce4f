import type { Clock } from '../../base/clock.ts';
import { type Disposable, toDisposable } from '../../base/disposable.ts';
import { TickTimers } from '../../base/tickTimers.ts';

/** Something to be done again and again. `run` never overlaps itself; it must end soon after `signal` fires. */
export interface Task {
  readonly id: string;
  readonly intervalMs: number;
  /** To the first run, at least. */
  readonly initialDelayMs?: number;
  /** Whether its own interval counts although all are to run more seldom: what it sees is about to change. */
  readonly isUrgent?: () => boolean;
  run(signal: AbortSignal): Promise<void>;
}

export interface SchedulerOptions {
  readonly clock: Clock;
  /** Runs under way at once, over all tasks. */
  readonly concurrency: number;
  /** A number in [0, 1): spreads the runs. */
  readonly random: () => number;
  /** A run that rejected: a bug, since what a target does is a result. The task goes on. */
  readonly onBug: (error: unknown, taskId: string) => void;
}

interface Entry {
  readonly task: Task;
  readonly controller: AbortController;
  /** Set while the run waits for its turn or is under way. */
  current: Promise<void> | undefined;
  /** When its last run began, and what its interval is drawn to, both in monotonic milliseconds; none before its first run. */
  last: { readonly startedMs: number; readonly jitter: number } | undefined;
  removed: boolean;
}

/** The first runs are spread over this time, so that opening a folder neither bursts nor makes the user wait. */
const FIRST_SPREAD_MS = 800;
/** Each wait is drawn from interval ± this share, so that equal intervals do not march in step. */
const JITTER = 0.05;
/** Runs that come due within this time begin one right after another: each wake-up of a thread that slept costs about as much as a run. */
const TICK_MS = 50;

/**
 * Runs tasks at their intervals, counted from start to start, on monotonic time: setting the machine's clock moves
 * nothing. The next run is planned when the last one has ended; one that took longer than its interval is followed
 * at once. All tasks share one limit on what is under way, first come, first served.
 */
export class Scheduler implements Disposable {
  readonly #options: SchedulerOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #timers: TickTimers<Entry>;
  /** Those that are due and have not begun. */
  readonly #due = new Set<Entry>();
  readonly #waiting: (() => void)[] = [];
  #concurrency: number;
  #leastIntervalMs = 0;
  #inFlight = 0;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#concurrency = options.concurrency;
    this.#timers = new TickTimers(options.clock, TICK_MS, (entry) => this.#startSoon(entry));
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  setConcurrency(concurrency: number): void {
    this.#concurrency = concurrency;
    this.#admit();
  }

  /**
   * From now on every task runs at most this often; 0: each at its own interval. Those that would be late by the new interval
   * run at once, spread a little.
   */
  setLeastInterval(leastIntervalMs: number): void {
    if (leastIntervalMs === this.#leastIntervalMs) return;
    this.#leastIntervalMs = leastIntervalMs;
    for (const entry of this.#entries.values()) {
      if (entry.current !== undefined || entry.last === undefined) continue;
      const waitMs = this.#untilNext(entry);
      const spreadMs = this.#options.random() * Math.min(FIRST_SPREAD_MS, entry.task.intervalMs);
      this.#plan(entry, waitMs > 0 ? waitMs : spreadMs);
    }
  }

  /** Starts `task`; disposing the result ends it and cancels a run under way. A task of the same id is replaced. */
  add(task: Task): Disposable {
    this.#remove(this.#entries.get(task.id));
    const entry: Entry = {
      task,
      controller: new AbortController(),
      current: undefined,
      last: undefined,
      removed: false,
    };
    this.#entries.set(task.id, entry);
    const spreadMs = this.#options.random() * Math.min(FIRST_SPREAD_MS, task.intervalMs);
    this.#plan(entry, Math.max(task.initialDelayMs ?? 0, spreadMs));
    return toDisposable(() => this.#remove(entry));
  }

  /** Runs the task now, unless it is already under way; resolves when that run has ended. */
  async runNow(id: string): Promise<void> {
    const entry = this.#entries.get(id);
    if (entry !== undefined) await (entry.current ?? this.#start(entry));
  }

  dispose(): void {
    for (const entry of this.#entries.values()) this.#remove(entry);
    this.#timers.dispose();
  }

  #remove(entry: Entry | undefined): void {
    if (entry === undefined || entry.removed) return;
    entry.removed = true;
    this.#timers.delete(entry);
    this.#due.delete(entry);
    entry.controller.abort();
    if (this.#entries.get(entry.task.id) === entry) this.#entries.delete(entry.task.id);
  }

  #plan(entry: Entry, delayMs: number): void {
    if (!entry.removed) this.#timers.set(entry, delayMs);
  }

  #startSoon(entry: Entry): void {
    this.#due.add(entry);
    if (this.#due.size === 1) setImmediate(this.#startNext);
  }

  /** One in each turn of the event loop, so that what has answered meanwhile is not left waiting, and measured too long. */
  readonly #startNext = (): void => {
    const [entry] = this.#due;
    if (entry === undefined) return;
    void this.#start(entry);
    if (this.#due.size > 0) setImmediate(this.#startNext);
  };

  #start(entry: Entry): Promise<void> {
    this.#timers.delete(entry);
    this.#due.delete(entry);
    const run = this.#run(entry);
    entry.current = run;
    return run;
  }

  /** Never ends before it has waited for something, so that whoever starts it can note that it is under way. */
  async #run(entry: Entry): Promise<void> {
    // With room to spare there is no queue to stand in: most runs begin right when their timer fires.
    if (this.#inFlight < this.#concurrency) this.#inFlight++;
    else await this.#turn();
    const startedMs = this.#options.clock.monotonic();
    try {
      await (entry.removed ? undefined : entry.task.run(entry.controller.signal));
    } catch (error) {
      this.#options.onBug(error, entry.task.id);
    } finally {
      this.#inFlight--;
      this.#admit();
    }
    const jitter = 1 + JITTER * (2 * this.#options.random() - 1);
    entry.last = { startedMs, jitter };
    entry.current = undefined;
    // To the nearest tick: an interval is on average neither stretched nor shortened.
    this.#plan(entry, this.#untilNext(entry) - TICK_MS / 2);
  }

  #untilNext({ task, last }: Entry): number {
    if (last === undefined) return 0;
    const leastMs = task.isUrgent?.() === true ? 0 : this.#leastIntervalMs;
    return last.startedMs + Math.max(task.intervalMs, leastMs) * last.jitter - this.#options.clock.monotonic();
  }

  /** Resolves when there is room under the limit; the room is taken. */
  #turn(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#admit();
    });
  }

  #admit(): void {
    while (this.#inFlight < this.#concurrency) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#inFlight++;
      next();
    }
  }
}
