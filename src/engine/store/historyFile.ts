import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { LabelSet } from '../../model/labelSet.ts';
import type { MetricMetadata, MetricType } from '../../model/series.ts';
import type { EncodedPage } from './page.ts';

/** `Wpst`: tells our files from anybody else's. */
const APPLICATION_ID = 0x57707374;
const SCHEMA_VERSION = 1;
/** For a second window that writes the same file: its transactions take milliseconds. */
const BUSY_TIMEOUT_MS = 40;

const SCHEMA = `
CREATE TABLE series (id INTEGER PRIMARY KEY AUTOINCREMENT, labels TEXT NOT NULL, last_ms INTEGER NOT NULL);
CREATE TABLE pages (id INTEGER PRIMARY KEY AUTOINCREMENT, part INTEGER NOT NULL, level INTEGER NOT NULL,
  min_ms INTEGER NOT NULL, max_ms INTEGER NOT NULL, samples INTEGER NOT NULL, bytes INTEGER NOT NULL, data BLOB NOT NULL);
CREATE TABLE metadata (name TEXT PRIMARY KEY, type TEXT NOT NULL, help TEXT NOT NULL, unit TEXT NOT NULL) WITHOUT ROWID;
`;

/** A page of the file without its data. `maxMs` is binding: what the data holds beyond it was taken back. */
export interface PageInfo {
  readonly id: number;
  /** Which series: `partOf` their ids. */
  readonly part: number;
  /** How often its samples were merged into larger pages. */
  readonly level: number;
  readonly minMs: number;
  readonly maxMs: number;
  readonly samples: number;
  readonly bytes: number;
}

/** The pages of a part hold the series with neighbouring ids. */
export function partOf(seriesId: number): number {
  return Math.floor(seriesId / SERIES_PER_PART);
}
export const SERIES_PER_PART = 256;

/**
 * The history file: SQLite in WAL mode, so that a process that is killed loses only what it had not yet written.
 * Every method may throw what `historyFailure` understands.
 */
export class HistoryFile {
  readonly path: string;
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  private constructor(path: string, db: DatabaseSync) {
    this.path = path;
    this.#db = db;
  }

  /** Opens the file, or makes one. Throws a `ForeignFileError` where it is a database of somebody else. */
  static open(path: string): HistoryFile {
    mkdirSync(dirname(path), { recursive: true });
    const db = new DatabaseSync(path);
    try {
      const file = new HistoryFile(path, db);
      file.#prepare();
      return file;
    } catch (error) {
      db.close();
      throw error;
    }
  }

  #prepare(): void {
    const db = this.#db;
    db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
    const tables = this.#number('SELECT count(*) AS n FROM sqlite_master', 'n');
    // Before anything is written: somebody else's database stays as it is.
    if (tables > 0) this.#requireOurs();
    else db.exec('PRAGMA auto_vacuum = INCREMENTAL');
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -4096');
    this.transaction(() => {
      // Looked at again inside the transaction: another window may have made the tables in between.
      if (this.#number('SELECT count(*) AS n FROM sqlite_master', 'n') > 0) return;
      db.exec(`${SCHEMA} PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION};`);
    });
    this.#requireOurs();
  }

  #requireOurs(): void {
    const application = this.#number('PRAGMA application_id', 'application_id');
    const version = this.#number('PRAGMA user_version', 'user_version');
    if (application !== APPLICATION_ID || version !== SCHEMA_VERSION) throw new ForeignFileError();
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) this.#statements.set(sql, (statement = this.#db.prepare(sql)));
    return statement;
  }

  #number(sql: string, column: string): number {
    return Number(this.#statement(sql).get()?.[column] ?? 0);
  }

  /** Runs `body` in a transaction that is undone where it throws. */
  transaction<T>(body: () => T): T {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      const result = body();
      this.#db.exec('COMMIT');
      return result;
    } catch (error) {
      // SQLite itself has already undone it after some failures, SQLITE_FULL among them.
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  /** How many series are listed. */
  seriesCount(): number {
    return this.#number('SELECT count(*) AS n FROM series', 'n');
  }

  forEachSeries(visit: (id: number, labels: LabelSet, lastMs: number) => void): void {
    for (const row of this.#statement('SELECT id, labels, last_ms FROM series ORDER BY id').iterate()) {
      const labels = parseLabels(row['labels']);
      if (labels !== undefined) visit(Number(row['id']), labels, Number(row['last_ms']));
    }
  }

  addSeries(labels: LabelSet, lastMs: number): number {
    const text = JSON.stringify(labels.names.flatMap((name, i) => [name, labels.values[i] ?? '']));
    const { lastInsertRowid } = this.#statement('INSERT INTO series (labels, last_ms) VALUES (?, ?)').run(text, lastMs);
    return Number(lastInsertRowid);
  }

  setLast(id: number, lastMs: number): void {
    this.#statement('UPDATE series SET last_ms = ? WHERE id = ?').run(lastMs, id);
  }

  /** Removes the series, unless another window has since written samples as late as `beforeMs`. */
  removeSeries(id: number, beforeMs: number): void {
    this.#statement('DELETE FROM series WHERE id = ? AND last_ms < ?').run(id, beforeMs);
  }

  /** The ids of the series of a part. */
  seriesOfPart(part: number): ReadonlySet<number> {
    const from = part * SERIES_PER_PART;
    const rows = this.#statement('SELECT id FROM series WHERE id >= ? AND id < ?').all(from, from + SERIES_PER_PART);
    return new Set(rows.map((row) => Number(row['id'])));
  }

  pages(): PageInfo[] {
    const rows = this.#statement('SELECT id, part, level, min_ms, max_ms, samples, bytes FROM pages').all();
    return rows.map((row) => ({
      id: Number(row['id']),
      part: Number(row['part']),
      level: Number(row['level']),
      minMs: Number(row['min_ms']),
      maxMs: Number(row['max_ms']),
      samples: Number(row['samples']),
      bytes: Number(row['bytes']),
    }));
  }

  pageData(id: number): Uint8Array | undefined {
    const data = this.#statement('SELECT data FROM pages WHERE id = ?').get(id)?.['data'];
    return data instanceof Uint8Array ? data : undefined;
  }

  addPage(part: number, level: number, page: EncodedPage): PageInfo {
    const { data, minMs, maxMs, samples } = page;
    const sql = 'INSERT INTO pages (part, level, min_ms, max_ms, samples, bytes, data) VALUES (?, ?, ?, ?, ?, ?, ?)';
    const { lastInsertRowid } = this.#statement(sql).run(part, level, minMs, maxMs, samples, data.length, data);
    return { id: Number(lastInsertRowid), part, level, minMs, maxMs, samples, bytes: data.length };
  }

  /** False where another window had already removed it. */
  removePage(id: number): boolean {
    return Number(this.#statement('DELETE FROM pages WHERE id = ?').run(id).changes) === 1;
  }

  /** Takes back all samples after `timeMs`. */
  rewind(timeMs: number): void {
    this.transaction(() => {
      this.#statement('DELETE FROM pages WHERE min_ms > ?').run(timeMs);
      this.#statement('UPDATE pages SET max_ms = ? WHERE max_ms > ?').run(timeMs, timeMs);
      this.#statement('UPDATE series SET last_ms = ? WHERE last_ms > ?').run(timeMs, timeMs);
    });
  }

  forEachMetadata(visit: (name: string, metadata: MetricMetadata) => void): void {
    for (const row of this.#statement('SELECT name, type, help, unit FROM metadata').all()) {
      const type = String(row['type']) as MetricType;
      visit(String(row['name']), { type, help: String(row['help']), unit: String(row['unit']) });
    }
  }

  setMetadata(name: string, { type, help, unit }: MetricMetadata): void {
    this.#statement('INSERT OR REPLACE INTO metadata (name, type, help, unit) VALUES (?, ?, ?, ?)').run(
      name,
      type,
      help,
      unit,
    );
  }

  removeMetadata(name: string): void {
    this.#statement('DELETE FROM metadata WHERE name = ?').run(name);
  }

  /** Lets the write-ahead log grow to about `bytes` before it goes into the file. */
  setLogLimit(bytes: number): void {
    const pages = Math.max(16, Math.floor(bytes / 2 / this.#number('PRAGMA page_size', 'page_size')));
    this.#db.exec(`PRAGMA wal_autocheckpoint = ${pages}; PRAGMA journal_size_limit = ${Math.floor(bytes)}`);
  }

  /** Bytes of the file that hold something. */
  usedBytes(): number {
    const pages = this.#number('PRAGMA page_count', 'page_count');
    return (
      (pages - this.#number('PRAGMA freelist_count', 'freelist_count')) * this.#number('PRAGMA page_size', 'page_size')
    );
  }

  /** Gives free space back to the file system, where it is more than `share` of the file. */
  shrink(share: number): void {
    const free = this.#number('PRAGMA freelist_count', 'freelist_count');
    if (free === 0 || free <= this.#number('PRAGMA page_count', 'page_count') * share) return;
    this.#db.exec('PRAGMA incremental_vacuum');
    this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  /** Bytes on disk, the write-ahead log included. */
  diskBytes(): number {
    return sizeOf(this.path) + sizeOf(`${this.path}-wal`);
  }

  /** Whether somebody removed the file while it was open: what is written to it then is lost. */
  isGone(): boolean {
    return statSync(this.path, { throwIfNoEntry: false }) === undefined;
  }

  close(): void {
    this.#statements.clear();
    if (this.#db.isOpen) this.#db.close();
  }
}

/** The file is a database, but not one of ours. */
export class ForeignFileError extends Error {
  readonly errcode = 26;
  override readonly message = 'the file was not written by this version of Watchpost';
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** The labels of a row, or undefined where the row is damaged. */
function parseLabels(text: unknown): LabelSet | undefined {
  if (typeof text !== 'string') return undefined;
  let flat: unknown;
  try {
    flat = JSON.parse(text);
  } catch {
    // JSON.parse has no other way to say that the text is damaged.
    return undefined;
  }
  if (!Array.isArray(flat)) return undefined;
  const names: string[] = [];
  const values: string[] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) {
    const name: unknown = flat[i];
    const value: unknown = flat[i + 1];
    if (typeof name !== 'string' || typeof value !== 'string' || value === '') return undefined;
    if (i > 0 && name <= (names[names.length - 1] ?? '')) return undefined;
    names.push(name);
    values.push(value);
  }
  return LabelSet.fromSorted(names, values);
}
