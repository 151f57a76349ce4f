import type { Clock } from '../../base/clock.ts';
import { type Disposable, Slot } from '../../base/disposable.ts';
import type { Service } from '../../model/service.ts';
import { type StatusBar, type StatusTime, UPTIME_RANGES_MS, type UptimeRange } from '../../model/uptime.ts';
import type { SeriesSource } from '../store/storage.ts';
import { type DayHours, emptyDay, HOUR_MS, HOURS_A_DAY, packDay, secondsOf, setHour, unpackDay } from './hours.ts';
import type { ServiceFile } from './serviceFile.ts';
import { MET, type Met, visitStretches } from './statusTime.ts';

export interface UptimeBookOptions {
  readonly source: SeriesSource;
  readonly file: ServiceFile;
  readonly clock: Clock;
  readonly jobOf: (serviceId: string) => string | undefined;
  readonly onBug: (error: unknown, where: string) => void;
}

/** How many cells a bar has over each range: a cell is two minutes, an hour, six hours, a day. */
export const BAR_CELLS = { '1h': 30, '24h': 24, '7d': 28, '30d': 30 } as const satisfies Record<UptimeRange, number>;
/** A result counts until the next one, but no longer than this, or than some intervals: as long as a sample does in PromQL. */
const HOLD_MS = 300_000;
const HOLD_INTERVALS = 3;
const KEPT_HOURS = UPTIME_RANGES_MS['30d'] / HOUR_MS + HOURS_A_DAY;
/** Others have the thread after this long. */
const SLICE_MS = 10;
const FIRST_ROLL_UP_MS = 120_000;

/**
 * The uptime of services, computed from their stored results when somebody asks. Complete hours are added up once and
 * kept, so that a month costs thirty rows of a file, and is known although the samples themselves are gone.
 */
export class UptimeBook implements Disposable {
  readonly #options: UptimeBookOptions;
  readonly #timer = new Slot();
  /** The hour up to which, by job, everything has been added up since the engine started. */
  readonly #rolledUp = new Map<string, number>();
  #services: ReadonlyMap<string, Service> = new Map();

  constructor(options: UptimeBookOptions) {
    this.#options = options;
    this.#schedule(FIRST_ROLL_UP_MS);
  }

  configure(services: readonly Service[]): void {
    this.#services = new Map(services.map((service) => [service.id, service]));
  }

  /** How the last hour, day, week and month were spent; undefined where there is no such service. */
  uptime(serviceId: string): Readonly<Record<UptimeRange, StatusTime>> | undefined {
    const job = this.#options.jobOf(serviceId);
    if (job === undefined) return undefined;
    this.#rollUp(serviceId, job);
    const days = this.#days(job);
    const nowMs = this.#options.clock.now();
    const over = (range: UptimeRange): StatusTime => this.#over(serviceId, job, days, nowMs, UPTIME_RANGES_MS[range]);
    return { '1h': over('1h'), '24h': over('24h'), '7d': over('7d'), '30d': over('30d') };
  }

  /** Bars over a range, for those of the services that there are. Lets others have the thread. */
  async bars(serviceIds: readonly string[], range: UptimeRange, signal?: AbortSignal): Promise<StatusBar[]> {
    const { clock, jobOf } = this.#options;
    const bars: StatusBar[] = [];
    let sliceMs = clock.monotonic();
    for (const serviceId of serviceIds) {
      const job = jobOf(serviceId);
      if (job !== undefined) bars.push(this.#bar(serviceId, job, range));
      if (signal?.aborted === true) return [];
      if (clock.monotonic() - sliceMs < SLICE_MS) continue;
      await breath();
      sliceMs = clock.monotonic();
    }
    return bars;
  }

  /** Adds up the hours of all services that are complete. Lets others have the thread. */
  async rollUpAll(): Promise<void> {
    const { clock, jobOf, file } = this.#options;
    const oldestDay = Math.floor(clock.now() / HOUR_MS / HOURS_A_DAY) - KEPT_HOURS / HOURS_A_DAY;
    file.run('DELETE FROM days WHERE day < ?', oldestDay);
    let sliceMs = clock.monotonic();
    for (const serviceId of this.#services.keys()) {
      const job = jobOf(serviceId);
      if (job !== undefined) this.#rollUp(serviceId, job);
      if (clock.monotonic() - sliceMs < SLICE_MS) continue;
      await breath();
      sliceMs = clock.monotonic();
    }
  }

  dispose(): void {
    this.#timer.dispose();
  }

  #schedule(delayMs: number): void {
    const { clock, onBug } = this.#options;
    this.#timer.set(
      clock.setTimeout(() => {
        // A little after the hour, when its last results are in.
        this.#schedule(HOUR_MS - (clock.now() % HOUR_MS) + HOUR_MS / 60);
        this.rollUpAll().catch((error: unknown) => onBug(error, 'adding up uptime'));
      }, delayMs),
    );
  }

  #bar(serviceId: string, job: string, range: UptimeRange): StatusBar {
    const nowMs = this.#options.clock.now();
    const rangeMs = UPTIME_RANGES_MS[range];
    const count = BAR_CELLS[range];
    const cells = Array.from<Met | undefined>({ length: count });
    const totals = new Float64Array(MET.length);
    const cellMs = rangeMs / count;
    const add = (fromMs: number, toMs: number, met: Met, firstMs: number): void => {
      totals[met] = (totals[met] ?? 0) + toMs - fromMs;
      const last = Math.min(count - 1, Math.ceil((toMs - firstMs) / cellMs) - 1);
      for (let i = Math.max(0, Math.floor((fromMs - firstMs) / cellMs)); i <= last; i++)
        cells[i] = Math.max(cells[i] ?? 0, met) as Met;
    };
    if (range === '1h')
      this.#visit(serviceId, job, nowMs - rangeMs, nowMs, (a, b, met) => add(a, b, met, nowMs - rangeMs));
    else {
      this.#rollUp(serviceId, job);
      const hourMs = Math.floor(nowMs / HOUR_MS) * HOUR_MS;
      // Whole hours, the one under way being the last of them.
      const firstMs = hourMs + HOUR_MS - rangeMs;
      forEachHour(this.#days(job), firstMs, hourMs, (atMs, met, ms) => add(atMs, atMs + ms, met, firstMs));
      this.#visit(serviceId, job, hourMs, nowMs, (a, b, met) => add(a, b, met, firstMs));
    }
    return { serviceId, cells: cells.map((met) => (met === undefined ? undefined : MET[met])), ...timeOf(totals) };
  }

  #over(
    serviceId: string,
    job: string,
    days: ReadonlyMap<number, DayHours>,
    nowMs: number,
    rangeMs: number,
  ): StatusTime {
    const totals = new Float64Array(MET.length);
    const add = (fromMs: number, toMs: number, met: Met): void => {
      totals[met] = (totals[met] ?? 0) + toMs - fromMs;
    };
    const fromMs = nowMs - rangeMs;
    const firstHourMs = Math.ceil(fromMs / HOUR_MS) * HOUR_MS;
    const hourMs = Math.floor(nowMs / HOUR_MS) * HOUR_MS;
    if (firstHourMs >= hourMs) this.#visit(serviceId, job, fromMs, nowMs, add);
    else {
      // The ends are of samples, what is between of hours.
      this.#visit(serviceId, job, fromMs, firstHourMs, add);
      forEachHour(days, firstHourMs, hourMs, (atMs, met, ms) => add(atMs, atMs + ms, met));
      this.#visit(serviceId, job, hourMs, nowMs, add);
    }
    return timeOf(totals);
  }

  #visit(
    serviceId: string,
    job: string,
    fromMs: number,
    toMs: number,
    visit: (fromMs: number, toMs: number, met: Met) => void,
  ): void {
    const probes = this.#services.get(serviceId)?.probes ?? [];
    const holdMs = (name: string): number =>
      Math.max(HOLD_MS, HOLD_INTERVALS * (probes.find((probe) => probe.name === name)?.intervalMs ?? 0));
    visitStretches(this.#options.source, { job, fromMs, toMs, holdMs }, visit);
  }

  /** Adds up the complete hours of a service that have not been yet. */
  #rollUp(serviceId: string, job: string): void {
    const { clock, file } = this.#options;
    const hourNow = Math.floor(clock.now() / HOUR_MS);
    const from = this.#rolledUp.get(job) ?? this.#firstMissing(job, hourNow);
    if (from >= hourNow) return;
    this.#rolledUp.set(job, hourNow);
    const days = this.#days(job);
    const changed = new Set<number>();
    const timeMs = new Float64Array(MET.length);
    let hour = -1;
    const finish = (): void => {
      if (hour < 0) return;
      const dayOf = Math.floor(hour / HOURS_A_DAY);
      const day = days.get(dayOf) ?? emptyDay();
      days.set(dayOf, day);
      if (setHour(day, hour % HOURS_A_DAY, timeMs)) changed.add(dayOf);
      timeMs.fill(0);
    };
    this.#visit(serviceId, job, from * HOUR_MS, hourNow * HOUR_MS, (fromMs, toMs, met) => {
      for (let at = fromMs; at < toMs;) {
        const atHour = Math.floor(at / HOUR_MS);
        if (atHour !== hour) finish();
        hour = atHour;
        const endMs = Math.min(toMs, (atHour + 1) * HOUR_MS);
        timeMs[met] = (timeMs[met] ?? 0) + endMs - at;
        at = endMs;
      }
    });
    finish();
    if (changed.size === 0) return;
    file.batch(() => {
      for (const day of changed) {
        const sql = 'INSERT OR REPLACE INTO days (job, day, hours) VALUES (?, ?, ?)';
        file.run(sql, job, day, packDay(days.get(day) ?? emptyDay()));
      }
    });
  }

  /** The first hour that may not have been added up: the one after the last that is known, at most a month ago. */
  #firstMissing(job: string, hourNow: number): number {
    const oldest = hourNow - KEPT_HOURS;
    const [last] = this.#options.file.all('SELECT day, hours FROM days WHERE job = ? ORDER BY day DESC LIMIT 1', job);
    const day = readDay(last);
    if (last === undefined || day === undefined) return oldest;
    let hour = HOURS_A_DAY - 1;
    while (hour > 0 && MET.every((_, met) => secondsOf(day, hour, met as Met) === 0)) hour--;
    return Math.max(oldest, Number(last['day']) * HOURS_A_DAY + hour + 1);
  }

  #days(job: string): Map<number, DayHours> {
    const days = new Map<number, DayHours>();
    for (const row of this.#options.file.all('SELECT day, hours FROM days WHERE job = ?', job)) {
      const day = readDay(row);
      if (day !== undefined) days.set(Number(row['day']), day);
    }
    return days;
  }
}

function readDay(row: Record<string, unknown> | undefined): DayHours | undefined {
  return row?.['hours'] instanceof Uint8Array ? unpackDay(row['hours']) : undefined;
}

/** Each hour in `[fromMs, toMs)` with the time that was spent in each status, as far as it is known. */
function forEachHour(
  days: ReadonlyMap<number, DayHours>,
  fromMs: number,
  toMs: number,
  visit: (atMs: number, met: Met, ms: number) => void,
): void {
  for (let atMs = fromMs; atMs < toMs; atMs += HOUR_MS) {
    const hour = Math.floor(atMs / HOUR_MS);
    const day = days.get(Math.floor(hour / HOURS_A_DAY));
    if (day === undefined) continue;
    for (let met = 0; met < MET.length; met++) {
      const seconds = secondsOf(day, hour % HOURS_A_DAY, met as Met);
      if (seconds > 0) visit(atMs, met as Met, seconds * 1000);
    }
  }
}

function timeOf(totals: Float64Array): StatusTime {
  const [upMs = 0, unknownMs = 0, degradedMs = 0, downMs = 0] = totals;
  return { upMs, degradedMs, downMs, unknownMs };
}

function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
