import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import { historyFailure } from '../store/historyFailure.ts';
import { moveAside } from '../store/moveAside.ts';

/** `Wpsv`: tells our files from anybody else's. */
const APPLICATION_ID = 0x57707376;
const BUSY_TIMEOUT_MS = 40;
const DAMAGED_FILES_KEPT = 1;

const SCHEMA = `
CREATE TABLE IF NOT EXISTS days (job TEXT NOT NULL, day INTEGER NOT NULL, hours BLOB NOT NULL, PRIMARY KEY (job, day)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS incidents (id TEXT PRIMARY KEY, job TEXT NOT NULL, start_ms INTEGER NOT NULL, seen_ms INTEGER NOT NULL,
  end_ms INTEGER, fact TEXT NOT NULL, response TEXT, bytes INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS incidents_by_job ON incidents (job, start_ms);
CREATE INDEX IF NOT EXISTS incidents_by_age ON incidents (start_ms);
PRAGMA application_id = ${APPLICATION_ID};
`;

export interface ServiceFileOptions {
  /** Absent: in memory only. */
  readonly path?: string;
  readonly clock: Clock;
  /** Said once where the file cannot be used; what is recorded from then on lasts until the window closes. */
  readonly onProblem: (message: string) => void;
}

/**
 * What is known of services beyond their samples (hours by status, incidents), in a small SQLite file beside the history.
 * Whatever happens to it, the engine goes on with a database in memory.
 */
export class ServiceFile implements Disposable {
  readonly #options: ServiceFileOptions;
  readonly #statements = new Map<string, StatementSync>();
  #db: DatabaseSync;
  #inMemory: boolean;

  constructor(options: ServiceFileOptions) {
    this.#options = options;
    const { path } = options;
    const opened = path === undefined ? undefined : this.#tryOpen(path);
    this.#inMemory = opened === undefined;
    this.#db = opened ?? open(':memory:');
  }

  /** Whether what is recorded outlives the window. */
  get kept(): boolean {
    return !this.#inMemory;
  }

  /** Rows of a query; none where the file fails. */
  all(sql: string, ...values: readonly (string | number)[]): Record<string, unknown>[] {
    return this.#attempt(() => this.#statement(sql).all(...values)) ?? [];
  }

  run(sql: string, ...values: readonly (string | number | null | Uint8Array)[]): void {
    this.#attempt(() => this.#statement(sql).run(...values));
  }

  /** Runs `body` in one transaction: many small writes cost one. */
  batch(body: () => void): void {
    this.#attempt(() => this.#db.exec('BEGIN IMMEDIATE'));
    try {
      body();
    } finally {
      this.#attempt(() => this.#db.isTransaction && this.#db.exec('COMMIT'));
    }
  }

  dispose(): void {
    this.#statements.clear();
    if (this.#db.isOpen) this.#db.close();
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) this.#statements.set(sql, (statement = this.#db.prepare(sql)));
    return statement;
  }

  #tryOpen(path: string): DatabaseSync | undefined {
    try {
      return openFile(path);
    } catch (error) {
      const failure = historyFailure(error);
      if (failure === undefined) throw error;
      if (failure.kind !== 'damaged') return this.#say(failure.detail);
      try {
        moveAside(path, this.#options.clock.now(), DAMAGED_FILES_KEPT);
        return openFile(path);
      } catch (second) {
        if (historyFailure(second) === undefined) throw second;
        return this.#say(failure.detail);
      }
    }
  }

  /** Runs what touches the database; a file that fails is left alone from then on. */
  #attempt<T>(body: () => T): T | undefined {
    try {
      return body();
    } catch (error) {
      const failure = historyFailure(error);
      if (failure === undefined || this.#inMemory) throw error;
      // Another window writes just now: what was to be written comes again with the next hour or change.
      if (failure.kind === 'busy') return undefined;
      this.#say(failure.detail);
      this.#toMemory();
      return undefined;
    }
  }

  #toMemory(): void {
    this.#statements.clear();
    try {
      this.#db.close();
    } catch (error) {
      // A file that cannot be used may also fail to close.
      if (historyFailure(error) === undefined) throw error;
    }
    this.#db = open(':memory:');
    this.#inMemory = true;
  }

  #say(detail: string): undefined {
    this.#options.onProblem(`uptime and incidents are kept in memory only from now on: ${detail}`);
  }
}

function openFile(path: string): DatabaseSync {
  mkdirSync(dirname(path), { recursive: true });
  return open(path);
}

function open(path: string): DatabaseSync {
  const db = new DatabaseSync(path);
  try {
    db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
    const found = Number(db.prepare('PRAGMA application_id').get()?.['application_id'] ?? 0);
    const tables = Number(db.prepare('SELECT count(*) AS n FROM sqlite_master').get()?.['n'] ?? 0);
    if (tables > 0 && found !== APPLICATION_ID) throw new ForeignFile();
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -1024');
    db.exec(SCHEMA);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** A database of somebody else: it is left as it is. */
class ForeignFile extends Error {
  readonly errcode = 14;
  override readonly message = 'the file was not written by Watchpost';
}
