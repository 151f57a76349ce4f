import type { Clock } from '../../base/clock.ts';
import type { CapturedResponse, ProbeResult } from '../../model/probe.ts';
import type { ProbeConfig, Service } from '../../model/service.ts';
import { type Status, worstStatus } from '../../model/status.ts';
import type { Incident } from '../../model/uptime.ts';
import type { ServiceFile } from './serviceFile.ts';

export interface IncidentLogOptions {
  readonly file: ServiceFile;
  readonly clock: Clock;
  readonly jobOf: (serviceId: string) => string | undefined;
  readonly newId: () => string;
}

/** Incidents that are kept: of one service, and of all. */
export const MAX_INCIDENTS_OF_SERVICE = 200;
export const MAX_INCIDENTS = 5_000;
/** Of a response, and of all of them together; the oldest go first, their incidents stay. */
export const MAX_BODY_CHARACTERS = 16_384;
export const MAX_RESPONSE_BYTES = 16 * 2 ** 20;
const MAX_HEADERS = 100;
const MAX_HEADER_CHARACTERS = 1_000;
/** What a service's list shows. */
const LISTED = 50;
/** An incident goes on over a silence of up to so many intervals, or as long as a reload may take. */
const UNBROKEN_INTERVALS = 20;
const UNBROKEN_MS = 300_000;
/** How often it is written down that an incident still lasts. */
const SEEN_EVERY_MS = 60_000;

interface Failing {
  readonly atMs: number;
  readonly status: 'down' | 'degraded';
  readonly probe: string;
  readonly reason: string;
  readonly response: CapturedResponse | undefined;
}

interface Open {
  readonly id: string;
  readonly fact: Fact;
  /** When it was last seen to last; and when that was last written down. */
  seenMs: number;
  savedMs: number;
  /** The silence that it outlasts. */
  patienceMs: number;
}

/** What is kept of an incident beside its times. */
type Fact = Pick<Incident, 'status' | 'probe' | 'reason'> & { readonly endUnseen?: boolean };

interface Watched {
  readonly statuses: Map<string, Status>;
  /** By probe: the first failing run since the last good one. */
  readonly firstFailing: Map<string, Failing>;
  open: Open | undefined;
}

/** Writes down when services were not well: from when to when, why, and with which response it began. */
export class IncidentLog {
  readonly #options: IncidentLogOptions;
  readonly #watched = new Map<string, Watched>();

  constructor(options: IncidentLogOptions) {
    this.#options = options;
  }

  /** A probe's run ended: `status` is what the probe is now, after thresholds; `result` what this run met. */
  ran(service: Service, config: ProbeConfig, status: Status, result: ProbeResult): void {
    const job = this.#options.jobOf(service.id);
    if (job === undefined) return;
    const nowMs = this.#options.clock.now();
    const watched = this.#watchedOf(job);
    this.#closeAfterSilence(watched, config, nowMs);
    watched.statuses.set(config.id, status);
    this.#remember(watched, config, result, nowMs);
    const statuses = service.probes.map(({ id }) => watched.statuses.get(id));
    const worst = worstStatus(statuses.filter((one) => one !== undefined));
    if (worst === 'down' || worst === 'degraded') this.#lasts(job, service, watched, worst, nowMs);
    // After a start, an incident ends only when every probe has been heard.
    else if (worst === 'up' && !statuses.includes(undefined)) this.#ends(watched, nowMs);
  }

  /** The latest incidents of a service, newest first. */
  list(serviceId: string): Incident[] {
    const { file, jobOf, clock } = this.#options;
    const job = jobOf(serviceId);
    if (job === undefined) return [];
    const open = this.#watched.get(job)?.open;
    const sql =
      'SELECT id, start_ms, seen_ms, end_ms, fact, response IS NOT NULL AS kept FROM incidents WHERE job = ? ORDER BY start_ms DESC LIMIT ?';
    const nowMs = clock.now();
    return file.all(sql, job, LISTED).flatMap((row) => incidentOf(row, open, nowMs) ?? []);
  }

  /** The first failing response of an incident. */
  response(incidentId: string): CapturedResponse | undefined {
    const [row] = this.#options.file.all('SELECT response FROM incidents WHERE id = ?', incidentId);
    const text = row?.['response'];
    return parsed(text) as CapturedResponse | undefined;
  }

  /** Writes down until when the open incidents were seen. */
  dispose(): void {
    for (const { open } of this.#watched.values()) if (open !== undefined) this.#saveSeen(open);
    this.#watched.clear();
  }

  #watchedOf(job: string): Watched {
    let watched = this.#watched.get(job);
    if (watched === undefined) {
      watched = { statuses: new Map(), firstFailing: new Map(), open: this.#restore(job) };
      this.#watched.set(job, watched);
    }
    return watched;
  }

  /** The incident that lasted when the engine was last there. */
  #restore(job: string): Open | undefined {
    const sql =
      'SELECT id, seen_ms, fact FROM incidents WHERE job = ? AND end_ms IS NULL ORDER BY start_ms DESC LIMIT 1';
    const [row] = this.#options.file.all(sql, job);
    const fact = parsed(row?.['fact']) as Fact | undefined;
    if (row === undefined || fact === undefined) return undefined;
    const seenMs = Number(row['seen_ms']);
    return { id: String(row['id']), fact, seenMs, savedMs: seenMs, patienceMs: UNBROKEN_MS };
  }

  #closeAfterSilence(watched: Watched, { intervalMs }: ProbeConfig, nowMs: number): void {
    const { open } = watched;
    if (open === undefined) return;
    open.patienceMs = Math.max(UNBROKEN_MS, UNBROKEN_INTERVALS * intervalMs);
    if (nowMs - open.seenMs <= open.patienceMs) return;
    this.#close(open, open.seenMs, { ...open.fact, endUnseen: true });
    watched.open = undefined;
    watched.statuses.clear();
    watched.firstFailing.clear();
  }

  #remember(watched: Watched, config: ProbeConfig, result: ProbeResult, nowMs: number): void {
    const { status, reason, response } = result;
    if (status === 'up') watched.firstFailing.delete(config.id);
    if ((status !== 'down' && status !== 'degraded') || watched.firstFailing.has(config.id)) return;
    watched.firstFailing.set(config.id, { atMs: nowMs, status, probe: config.name, reason, response });
  }

  #lasts(job: string, service: Service, watched: Watched, status: 'down' | 'degraded', nowMs: number): void {
    const { open } = watched;
    if (open === undefined) {
      const failing = service.probes.flatMap(({ id }) => watched.firstFailing.get(id) ?? []);
      // The worst decides what is told, the earliest of those when it began.
      const [first] = failing.sort(
        (a, b) => Number(b.status === 'down') - Number(a.status === 'down') || a.atMs - b.atMs,
      );
      if (first !== undefined) watched.open = this.#begin(job, first, status, nowMs);
      return;
    }
    open.seenMs = nowMs;
    if (status === 'down' && open.fact.status === 'degraded') {
      const fact: Fact = { ...open.fact, status };
      watched.open = { ...open, fact };
      this.#options.file.run('UPDATE incidents SET fact = ? WHERE id = ?', JSON.stringify(fact), open.id);
    }
    if (nowMs - open.savedMs >= SEEN_EVERY_MS) this.#saveSeen(watched.open ?? open);
  }

  #begin(job: string, first: Failing, status: 'down' | 'degraded', nowMs: number): Open {
    const { file, newId } = this.#options;
    const id = newId();
    const fact: Fact = { status, probe: first.probe, reason: first.reason };
    const response = first.response === undefined ? null : JSON.stringify(shortened(first.response));
    const sql =
      'INSERT INTO incidents (id, job, start_ms, seen_ms, end_ms, fact, response, bytes) VALUES (?, ?, ?, ?, NULL, ?, ?, ?)';
    file.batch(() => {
      file.run(sql, id, job, first.atMs, nowMs, JSON.stringify(fact), response, response?.length ?? 0);
      this.#enforce(job);
    });
    return { id, fact, seenMs: nowMs, savedMs: nowMs, patienceMs: UNBROKEN_MS };
  }

  #ends(watched: Watched, nowMs: number): void {
    if (watched.open !== undefined) this.#close(watched.open, nowMs, watched.open.fact);
    watched.open = undefined;
  }

  #close({ id }: Open, endMs: number, fact: Fact): void {
    const sql = 'UPDATE incidents SET end_ms = ?, seen_ms = ?, fact = ? WHERE id = ?';
    this.#options.file.run(sql, endMs, endMs, JSON.stringify(fact), id);
  }

  #saveSeen(open: Open): void {
    open.savedMs = open.seenMs;
    this.#options.file.run('UPDATE incidents SET seen_ms = ? WHERE id = ?', open.seenMs, open.id);
  }

  #enforce(job: string): void {
    const { file } = this.#options;
    const oldest = (where: string): string =>
      `DELETE FROM incidents WHERE id IN (SELECT id FROM incidents ${where} ORDER BY start_ms DESC LIMIT -1 OFFSET ?)`;
    file.run(oldest('WHERE job = ?'), job, MAX_INCIDENTS_OF_SERVICE);
    file.run(oldest(''), MAX_INCIDENTS);
    const [sum] = file.all('SELECT sum(bytes) AS bytes FROM incidents');
    let excess = Number(sum?.['bytes'] ?? 0) - MAX_RESPONSE_BYTES;
    if (excess <= 0) return;
    for (const row of file.all('SELECT id, bytes FROM incidents WHERE bytes > 0 ORDER BY start_ms LIMIT 1000')) {
      if (excess <= 0) break;
      excess -= Number(row['bytes']);
      file.run('UPDATE incidents SET response = NULL, bytes = 0 WHERE id = ?', String(row['id']));
    }
  }
}

function incidentOf(row: Record<string, unknown>, open: Open | undefined, nowMs: number): Incident | undefined {
  const fact = parsed(row['fact']) as Fact | undefined;
  if (fact === undefined) return undefined;
  const { status, probe, reason } = fact;
  const id = String(row['id']);
  const known = {
    id,
    startMs: Number(row['start_ms']),
    status,
    probe,
    reason,
    hasResponse: Number(row['kept']) === 1,
  };
  const isOpen = row['end_ms'] === null;
  const seenMs = id === open?.id ? open.seenMs : Number(row['seen_ms']);
  const patienceMs = id === open?.id ? open.patienceMs : UNBROKEN_MS;
  if (isOpen && nowMs - seenMs <= patienceMs) return known;
  const endMs = isOpen ? seenMs : Number(row['end_ms']);
  return isOpen || fact.endUnseen === true ? { ...known, endMs, endUnseen: true } : { ...known, endMs };
}

/** A response in the room that an incident has for it. It was freed of secrets when it was captured. */
function shortened(response: CapturedResponse): CapturedResponse {
  const { headers, body } = response;
  return {
    ...response,
    headers: headers
      .slice(0, MAX_HEADERS)
      .map(([name, value]) => [name, value.slice(0, MAX_HEADER_CHARACTERS)] as const),
    body: body.slice(0, MAX_BODY_CHARACTERS),
    bodyTruncated: response.bodyTruncated || body.length > MAX_BODY_CHARACTERS,
  };
}

/** What was written as JSON; undefined where the row is damaged. */
function parsed(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
