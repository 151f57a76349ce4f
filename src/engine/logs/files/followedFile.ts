import { type FileHandle, open, stat } from 'node:fs/promises';
import { logFailure } from './logFailure.ts';
import { notALog, openLog } from './openLog.ts';
import { unpack } from './unpack.ts';
import { fileKey, type RotatedFile, rotatedFiles } from './rotatedFiles.ts';

/** Read at once. */
const CHUNK_BYTES = 1024 * 1024;
/** The end of what was read, by which a file is known again. */
const MARK_BYTES = 256;
/** Read of a file in one look: whoever asks gets to write out, and to breathe, before there is more. */
const LOOK_MAX_BYTES = 8 * CHUNK_BYTES;
/** A file that was rotated away is read on for so long: its writer may not have heard of it yet. */
const DRAIN_MS = 10_000;
/** Rotated files that are read as history, the newest ones. */
const HISTORY_MAX = 20;
/** As the moment of its retirement: of a segment whose bytes are gone. */
const LOST = -Infinity;

/** One file that a log consists of: the present one, or one that it was rotated into. */
export interface Segment {
  /** Where its bytes are; the same bytes at the same offsets, also after the log was copied and truncated. */
  handle: FileHandle;
  /** What was read so far. */
  position: number;
  readonly key: string;
}

export interface FollowListener {
  /** More bytes of a segment; they are the callee's only until it returns. */
  data(segment: Segment, bytes: Buffer): void;
  /** The segment ended: its last line is complete though no newline follows. Its handle is the callee's from now on, to close. */
  ended(segment: Segment): void;
  /** What was read of the segment is nowhere any more: the log was truncated and no copy was made. */
  lost(segment: Segment): void;
  /** Why the log cannot be read now, or undefined when it can again. Told when it changes. */
  trouble(message: string | undefined): void;
}

interface Live extends Segment {
  mark: Buffer;
  /** Rotated away then; undefined for the present file. */
  retiredMs?: number;
}

/**
 * Follows a log by its path, through rotation by rename, by copy-and-truncate and into numbered files, each byte once and in
 * order. Nothing is watched: `poll` looks, as often as its caller wants to know.
 */
export class FollowedFile {
  readonly path: string;
  readonly #listener: FollowListener;
  readonly #now: () => number;
  readonly #history: boolean;
  readonly #lookMaxBytes: number;
  #live: Live[] = [];
  /** Files beside the log that were there before: history, and what was read already. */
  #known: Set<string> | undefined;
  #trouble: string | undefined;
  #buffer = Buffer.alloc(0);
  #polling: Promise<boolean> | undefined;
  #closed = false;

  /** With `history` the files that the log was rotated into before are read first. */
  constructor(
    path: string,
    listener: FollowListener,
    now: () => number,
    history = false,
    lookMaxBytes = LOOK_MAX_BYTES,
  ) {
    this.path = path;
    this.#listener = listener;
    this.#now = now;
    this.#history = history;
    this.#lookMaxBytes = lookMaxBytes;
  }

  /** Looks once: reads what is new, of all that belongs to the log; true where more is waiting. Calls that overlap share one look. */
  poll(): Promise<boolean> {
    this.#polling ??= this.#poll().finally(() => (this.#polling = undefined));
    return this.#polling;
  }

  /** Begins at `position` of a file that the caller opened, which stays open until `close`. */
  adopt(handle: FileHandle, key: string, position: number): Segment {
    const segment: Live = { handle, key, position, mark: Buffer.alloc(0) };
    this.#live.push(segment);
    return segment;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#polling;
    for (const { handle } of this.#live) await handle.close();
    this.#live = [];
  }

  get #present(): Live | undefined {
    const last = this.#live.at(-1);
    return last?.retiredMs === undefined ? last : undefined;
  }

  async #poll(): Promise<boolean> {
    await this.#begin();
    const there = await this.#look();
    const present = this.#present;
    if (present !== undefined && (await this.#wasTruncated(present))) await this.#truncated(present);
    for (const segment of this.#live) {
      if (segment.retiredMs !== LOST && (await this.#readOn(segment, this.#lookMaxBytes))) return true;
    }
    if (there !== undefined && this.#present?.key !== there) await this.#rotated();
    await this.#endDrained();
    return false;
  }

  async #begin(): Promise<void> {
    if (this.#known !== undefined) return;
    const files = await rotatedFiles(this.path);
    this.#known = new Set(files.map(({ key }) => key));
    if (!this.#history) return;
    for (const file of files.slice(-HISTORY_MAX)) {
      const opened = await this.#open(file.path);
      if (opened !== undefined) this.#live.push({ ...opened, retiredMs: this.#now() });
    }
  }

  /** The key of the file at the path; undefined where there is none. */
  async #look(): Promise<string | undefined> {
    try {
      const stats = await stat(this.path, { bigint: true });
      if (stats.isFile()) return fileKey(stats);
      this.#tell(notALog(this.path, stats));
    } catch (error) {
      this.#tell(logFailure(this.path, error));
    }
    return undefined;
  }

  /** Another file has the path now: first what lies between, then the new one from its start. */
  async #rotated(): Promise<void> {
    const before = this.#present;
    if (before !== undefined) {
      before.retiredMs = this.#now();
      // The writer had the old file until a moment ago.
      await this.#readOn(before);
    }
    const fresh = await this.#open(this.path);
    if (fresh === undefined) return;
    // Looked for after the new file was opened: whatever came between has been rotated away by now.
    for (const file of await this.#unseen()) {
      if (file.key === fresh.key) continue;
      const between = await this.#open(file.path);
      if (between === undefined) continue;
      between.retiredMs = this.#now();
      this.#live.push(between);
      await this.#readOn(between);
    }
    this.#live.push(fresh);
    await this.#readOn(fresh);
  }

  async #open(path: string): Promise<Live | undefined> {
    const opened = await openLog(path);
    if (!opened.ok) {
      this.#tell(opened.error);
      return undefined;
    }
    const { handle, isGzip } = opened.value;
    const key = fileKey(await handle.stat({ bigint: true }));
    if (this.#closed || this.#live.some((live) => live.key === key && live.retiredMs === undefined)) {
      await handle.close();
      return undefined;
    }
    this.#tell(undefined);
    if (isGzip) return { handle: await unpack(opened.value, path), key, position: 0, mark: Buffer.alloc(0) };
    return { handle, key, position: 0, mark: Buffer.alloc(0) };
  }

  /** Rotated files that were not there before, the oldest first. */
  async #unseen(): Promise<readonly RotatedFile[]> {
    const files = await rotatedFiles(this.path);
    const unseen = files.filter(
      ({ key }) => this.#known?.has(key) === false && !this.#live.some((live) => live.key === key),
    );
    this.#known = new Set(files.map(({ key }) => key));
    return unseen;
  }

  async #wasTruncated(segment: Live): Promise<boolean> {
    if (segment.position === 0) return false;
    const { size } = await segment.handle.stat();
    if (size < segment.position) return true;
    // It may have grown beyond again since: then other bytes stand where the last ones were.
    const mark = Buffer.alloc(segment.mark.length);
    await segment.handle.read(mark, 0, mark.length, segment.position - mark.length);
    return !mark.equals(segment.mark);
  }

  async #truncated(segment: Live): Promise<void> {
    for (const { path } of (await this.#unseen()).toReversed()) {
      const copy = await openCopy(path, segment);
      if (copy === undefined) continue;
      // What was read stands in the copy now, and so does what came after it; the log itself begins anew.
      await segment.handle.close();
      segment.handle = copy;
      segment.retiredMs = this.#now();
      await this.#readOn(segment);
      return;
    }
    this.#listener.lost(segment);
    segment.retiredMs = LOST;
  }

  /** True where it stopped at `maxBytes`, before the end. */
  async #readOn(segment: Live, maxBytes = Infinity): Promise<boolean> {
    if (this.#buffer.length === 0) this.#buffer = Buffer.alloc(CHUNK_BYTES);
    for (let read = 0; read < maxBytes && !this.#closed;) {
      const { bytesRead } = await segment.handle.read(this.#buffer, 0, CHUNK_BYTES, segment.position);
      if (bytesRead === 0) return false;
      const bytes = this.#buffer.subarray(0, bytesRead);
      read += bytesRead;
      segment.position += bytesRead;
      // A copy, since the buffer is read into again.
      segment.mark = Buffer.from(Buffer.concat([segment.mark, bytes.subarray(-MARK_BYTES)]).subarray(-MARK_BYTES));
      this.#listener.data(segment, bytes);
    }
    return !this.#closed;
  }

  async #endDrained(): Promise<void> {
    const nowMs = this.#now();
    const drained = this.#live.filter(({ retiredMs }) => retiredMs !== undefined && nowMs - retiredMs > DRAIN_MS);
    if (drained.length === 0) return;
    this.#live = this.#live.filter((segment) => !drained.includes(segment));
    for (const segment of drained) this.#listener.ended(segment);
  }

  #tell(message: string | undefined): void {
    if (message === this.#trouble) return;
    this.#trouble = message;
    this.#listener.trouble(message);
  }
}

/** The copy that was made of a segment before it was truncated: it holds what was read last at the same place. */
async function openCopy(path: string, { position, mark }: Live): Promise<FileHandle | undefined> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path);
    const there = Buffer.alloc(mark.length);
    await handle.read(there, 0, there.length, position - there.length);
    if (there.equals(mark)) return handle;
  } catch {
    // Rotated on, or compressed: no copy then.
  }
  await handle?.close();
  return undefined;
}
