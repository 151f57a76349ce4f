/** The most samples in a chunk, and so in a timeline. */
export const CHUNK_SAMPLES = 120;

interface Timeline {
  timestampsMs: Float64Array;
  length: number;
  uses: number;
  /** Where its sealed form stands and how many timestamps that holds; -1 where there is none. */
  sealedAddress: number;
  sealedLength: number;
  /** The timeline that was last split off this one. */
  fork: number;
}

/**
 * The timestamps of the open chunks. All series of a scrape have the same timestamps, so they are kept once and a
 * series holds the number of its timeline and how many of its timestamps it has. A series whose next timestamp differs
 * from its fellows' gets a copy, which those that differ in the same way share again.
 */
export class OpenTimelines {
  readonly #timelines: (Timeline | undefined)[] = [];
  readonly #free: number[] = [];
  #newest = -1;
  #allocated = 0;

  /** A timeline that begins with `timestampMs`. */
  start(timestampMs: number): number {
    const newest = this.#timelines[this.#newest];
    if (newest !== undefined && newest.timestampsMs[0] === timestampMs) {
      newest.uses++;
      return this.#newest;
    }
    const times = new Float64Array(4);
    times[0] = timestampMs;
    return (this.#newest = this.#add(times, 1));
  }

  /** The timeline of a series that has the first `count` timestamps of `id` and now `timestampMs`: mostly `id` itself. */
  advance(id: number, count: number, timestampMs: number): number {
    const timeline = this.#timelines[id];
    if (timeline === undefined) return this.start(timestampMs);
    if (timeline.length > count) {
      if (timeline.timestampsMs[count] === timestampMs) return id;
      return this.#fork(id, timeline, count, timestampMs);
    }
    if (count === timeline.timestampsMs.length) {
      const grown = new Float64Array(Math.min(CHUNK_SAMPLES, count * 2));
      grown.set(timeline.timestampsMs);
      this.#allocated += (grown.length - count) * 8;
      timeline.timestampsMs = grown;
    }
    timeline.timestampsMs[count] = timestampMs;
    timeline.length = count + 1;
    return id;
  }

  #fork(id: number, timeline: Timeline, count: number, timestampMs: number): number {
    const last = this.#timelines[timeline.fork];
    let forkId = timeline.fork;
    if (last !== undefined && last.length > count && sameTimes(last, timeline, count, timestampMs)) last.uses++;
    else {
      const times = new Float64Array(Math.min(CHUNK_SAMPLES, count + 4));
      times.set(timeline.timestampsMs.subarray(0, count));
      times[count] = timestampMs;
      forkId = this.#add(times, count + 1);
      timeline.fork = forkId;
    }
    this.release(id);
    return forkId;
  }

  #add(timestampsMs: Float64Array, length: number): number {
    const id = this.#free.pop() ?? this.#timelines.length;
    this.#timelines[id] = { timestampsMs, length, uses: 1, sealedAddress: -1, sealedLength: 0, fork: -1 };
    this.#allocated += timestampsMs.length * 8 + 160;
    return id;
  }

  get(id: number): Timeline | undefined {
    return this.#timelines[id];
  }

  timestamps(id: number): Float64Array {
    return this.#timelines[id]?.timestampsMs ?? new Float64Array(0);
  }

  release(id: number): void {
    const timeline = this.#timelines[id];
    if (timeline === undefined || --timeline.uses > 0) return;
    this.#allocated -= timeline.timestampsMs.length * 8 + 160;
    this.#timelines[id] = undefined;
    this.#free.push(id);
  }

  get bytes(): number {
    return this.#allocated;
  }
}

/** Whether `fork` really holds the first `count` timestamps of `timeline` and then this one; its number may be another's by now. */
function sameTimes(fork: Timeline, timeline: Timeline, count: number, timestampMs: number): boolean {
  if (fork.timestampsMs[count] !== timestampMs) return false;
  for (let i = 0; i < count; i++) if (fork.timestampsMs[i] !== timeline.timestampsMs[i]) return false;
  return true;
}
