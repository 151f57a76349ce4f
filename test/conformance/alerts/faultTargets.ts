// Targets whose faults follow a schedule that a seed gives: what each of them answers, and when.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { seeded } from '../../support/seeded.ts';

export const JOBS = ['api', 'worker', 'cache'] as const;
export type Job = (typeof JOBS)[number];

const FAULTS = [
  'down',
  'refuses',
  'slow',
  'garbage',
  'errors',
  'latency',
  'heap',
  'queue',
  'vanish',
  'restart',
  'disk',
  'odd',
] as const;
type Fault = (typeof FAULTS)[number];

/** How long a scrape may take: the `scrape_timeout` of the configuration. */
export const TIMEOUT_MS = 300;

/** In every body that is whole: the place of the answer among all. */
export const SERIAL_METRIC = 'answer_serial';

/** What a target answered: a body, or nothing that a scrape could use. */
export interface Answer {
  readonly job: Job;
  readonly body: string | undefined;
  /** When it was asked, in Unix milliseconds. */
  readonly askedMs: number;
}

/** One fault of one target at a time, each for two to fourteen seconds, with pauses; the same for the same seed. */
export class FaultSchedule {
  readonly #random: () => number;
  readonly #now = new Map<Job, { readonly fault: Fault | undefined; readonly untilMs: number }>();
  readonly #ends: number;
  changes = 0;

  constructor(seed: number) {
    this.#random = seeded(seed);
    this.#ends = JOBS.length;
  }

  /** The fault of a target `atMs` after the beginning; asked with growing times. */
  faultOf(job: Job, atMs: number): Fault | undefined {
    let current = this.#now.get(job) ?? { fault: undefined, untilMs: 3_000 + (JOBS.indexOf(job) / this.#ends) * 2_000 };
    while (current.untilMs <= atMs) {
      const pauses = current.fault !== undefined && this.#random() < 0.7;
      const fault = pauses ? undefined : FAULTS[Math.floor(this.#random() * FAULTS.length)];
      const lastsMs = pauses ? 2_000 + this.#random() * 8_000 : 2_000 + this.#random() * 12_000;
      current = { fault, untilMs: current.untilMs + lastsMs };
      this.changes++;
    }
    this.#now.set(job, current);
    return current.fault;
  }
}

/** A server with a path of metrics for each job; it remembers what it answered. */
export class FaultTargets {
  readonly answers: Answer[] = [];
  readonly schedule: FaultSchedule;
  readonly #server: Server;
  readonly #startedMs = performance.now();
  readonly #counts = new Map<Job, Counts>();

  private constructor(server: Server, seed: number) {
    this.#server = server;
    this.schedule = new FaultSchedule(seed);
  }

  static async start(seed: number): Promise<FaultTargets> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const targets = new FaultTargets(server, seed);
    server.on('request', (request, response) => {
      const job = JOBS.find((one) => request.url === `/${one}`);
      if (job === undefined) {
        response.writeHead(404).end();
        return;
      }
      const askedMs = Date.now();
      const atMs = performance.now() - targets.#startedMs;
      const fault = targets.schedule.faultOf(job, atMs);
      const body = targets.#expose(job, atMs, fault);
      if (fault === 'slow') {
        targets.answers.push({ job, body: undefined, askedMs });
        const timer = setTimeout(() => response.destroy(), 2 * TIMEOUT_MS);
        response.on('close', () => clearTimeout(timer));
        return;
      }
      const failed = fault === 'down' || fault === 'refuses';
      targets.answers.push({ job, body: failed ? undefined : body, askedMs });
      if (fault === 'down') response.destroy();
      else if (fault === 'refuses') response.writeHead(503).end('no');
      else response.setHeader('content-type', 'text/plain; version=0.0.4').end(body);
    });
    return targets;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #expose(job: Job, atMs: number, fault: Fault | undefined): string {
    const counts = this.#counts.get(job) ?? longRunning(atMs);
    this.#counts.set(job, counts);
    // Counters go on whatever is seen of them; ten requests a second.
    const seconds = Math.max(0, (atMs - counts.atMs) / 1000);
    if (fault === 'restart' && counts.fault !== 'restart') Object.assign(counts, newCounts(atMs));
    Object.assign(counts, { atMs, fault });
    counts.good += seconds * (fault === 'errors' ? 6 : 10);
    counts.bad += seconds * (fault === 'errors' ? 4 : 0.1);
    counts.fast += seconds * (fault === 'latency' ? 2 : 9.5);
    counts.all += seconds * 10;
    if (fault === 'garbage') return 'http_requests_total{status="200" 1\n';
    const gauge = fault === 'odd' ? 'NaN' : String(fault === 'heap' ? 1.6e9 + (atMs % 5_000) * 1e5 : 3e8);
    const disk = fault === 'disk' ? Math.max(0, 4e9 - (atMs % 14_000) * 4e5) : 8e9;
    return `${SERIAL_METRIC} ${this.answers.length}
http_requests_total{status="200"} ${Math.floor(counts.good)}
http_requests_total{status="500"} ${Math.floor(counts.bad)}
http_request_duration_seconds_bucket{le="0.1"} ${Math.floor(counts.fast)}
http_request_duration_seconds_bucket{le="1"} ${Math.floor(counts.all)}
http_request_duration_seconds_bucket{le="+Inf"} ${Math.floor(counts.all)}
http_request_duration_seconds_sum ${counts.all / 10}
http_request_duration_seconds_count ${Math.floor(counts.all)}
process_start_time_seconds ${Math.floor(counts.startedMs / 1000)}
heap_bytes ${gauge}
disk_free_bytes ${fault === 'odd' ? '+Inf' : disk}
queue_jobs{queue="images"} ${fault === 'queue' ? 70 : 5}
${fault === 'vanish' ? '' : `queue_jobs{queue="mail"} ${fault === 'queue' ? 90 : 3}\n`}`;
  }
}

interface Counts {
  good: number;
  bad: number;
  fast: number;
  all: number;
  startedMs: number;
  atMs: number;
  fault: Fault | undefined;
}

/**
 * Of a target that ran long before anybody asked. From zero, a first scrape that was lost would leave a first count as large as
 * the rise of an interval, and between half of that and all of it `rate` of Prometheus 2, which is what Debian has, extrapolates
 * further back than that of 3, as ours (`extrapolatedRate` in promql/functions.go: the order of its two limits was changed).
 */
function longRunning(atMs: number): Counts {
  return { ...newCounts(atMs), good: 10_000, bad: 100, fast: 9_600, all: 10_100 };
}

function newCounts(atMs: number): Counts {
  return { good: 0, bad: 0, fast: 0, all: 0, startedMs: 1_700_000_000_000 + atMs, atMs, fault: undefined };
}
