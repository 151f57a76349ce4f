import { RingBuffer } from '../../base/ringBuffer.ts';
import type { Heartbeat } from '../../model/state.ts';
import { type Status, worstStatus } from '../../model/status.ts';

/** Runs of a service that are kept with their reasons; older ones come from the stored series, without. */
const RECENT_BEATS = 500;

/** One result of one of a service's probes. */
export interface ProbeBeat {
  readonly probe: string;
  readonly atMs: number;
  readonly status: Status;
  readonly durationMs: number;
  readonly reason: string;
  /** Of how many runs it is the worst; absent: one. */
  readonly runs?: number;
}

/** Makes a service's heartbeats of its probes' results: each beat is the worst of the latest result of every probe. */
export class Heartbeats {
  readonly #latest = new Map<string, Status>();
  readonly #recent = new RingBuffer<Heartbeat>(RECENT_BEATS);

  add(beat: ProbeBeat): Heartbeat {
    const heartbeat = next(this.#latest, beat);
    this.#recent.push(heartbeat);
    return heartbeat;
  }

  /** The beats in `(fromMs, toMs]`: the stored ones up to the first that is remembered here, then these. */
  between(fromMs: number, toMs: number, stored: readonly ProbeBeat[]): Heartbeat[] {
    const remembered = this.#recent.toArray();
    const cutMs = remembered[0]?.atMs ?? Infinity;
    return [...replay(stored.filter((beat) => beat.atMs < cutMs)), ...remembered].filter(
      (beat) => beat.atMs > fromMs && beat.atMs <= toMs,
    );
  }
}

function replay(beats: readonly ProbeBeat[]): Heartbeat[] {
  const latest = new Map<string, Status>();
  return [...beats].sort((a, b) => a.atMs - b.atMs).map((beat) => next(latest, beat));
}

function next(latest: Map<string, Status>, { probe, atMs, status, durationMs, reason, runs }: ProbeBeat): Heartbeat {
  latest.set(probe, status);
  const worst = worstStatus(latest.values());
  const merged = runs === undefined ? {} : { runs };
  return { atMs, status: worst, durationMs, reason: worst === status ? reason : '', ...merged };
}
