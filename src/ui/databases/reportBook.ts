import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Disposable, DisposableStore, toDisposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import type { ShownReport } from '../../protocol/reportPanel.ts';

/** The last report of a database, and what it is kept under: the id of its probe, or the address of a file. */
export interface KeptReport {
  readonly key: string;
  readonly shown: ShownReport;
}

export interface ReportBookOptions {
  /** Where reports are kept, one file each. */
  readonly folder: string;
  readonly onBug: (error: unknown, where: string) => void;
}

/** Reports that are kept, the oldest of more are forgotten; and bytes that the file of one may have. */
const REPORTS_MAX = 50;
const FILE_BYTES_MAX = 8_000_000;

/** The last report of each database, over reloads of the window; a newer one keeps the one before, to compare with. */
export class ReportBook implements Disposable {
  readonly #options: ReportBookOptions;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.own(new Emitter<void>());
  readonly #kept = new Map<string, KeptReport>();
  readonly #running = new Set<string>();
  /** Files are written one after another. */
  #last: Promise<void> = Promise.resolve();
  #loading: Promise<void> | undefined;

  readonly onDidChange = this.#changed.event;

  constructor(options: ReportBookOptions) {
    this.#options = options;
  }

  get(key: string): ShownReport | undefined {
    return this.#kept.get(key)?.shown;
  }

  /** All that are kept, the newest first. */
  get all(): readonly KeptReport[] {
    return [...this.#kept.values()].sort((a, b) => b.shown.report.atMs - a.shown.report.atMs);
  }

  isRunning(key: string): boolean {
    return this.#running.has(key);
  }

  /** A report is being made, until the returned one is disposed. */
  begin(key: string): Disposable {
    this.#running.add(key);
    this.#changed.fire();
    return toDisposable(() => {
      this.#running.delete(key);
      this.#changed.fire();
    });
  }

  /** Keeps a report, and beside it the one before; gives what is to be shown. */
  keep(key: string, newer: ShownReport): ShownReport {
    const previous = this.#kept.get(key)?.shown.report;
    const isSame = previous?.engine === newer.report.engine && previous.target === newer.report.target;
    const shown = isSame ? { ...newer, previous } : newer;
    this.#kept.set(key, { key, shown });
    this.#changed.fire();
    this.#write(async (folder) => {
      await mkdir(folder, { recursive: true });
      const file = path.join(folder, fileName(key));
      // Written beside and moved there: whoever reads it finds it whole.
      await writeFile(`${file}.new`, JSON.stringify({ key, shown }), { mode: 0o600 });
      await rename(`${file}.new`, file);
    });
    for (const { key: oldest } of this.all.slice(REPORTS_MAX)) this.forget(oldest);
    return shown;
  }

  forget(key: string): void {
    if (!this.#kept.delete(key)) return;
    this.#changed.fire();
    this.#write((folder) => rm(path.join(folder, fileName(key)), { force: true }));
  }

  /** Reads what was kept before, once; a file that is none of ours, or too large, is left out. */
  load(): Promise<void> {
    return (this.#loading ??= this.#load().catch((error: unknown) =>
      this.#options.onBug(error, 'reading the reports'),
    ));
  }

  /** Ends once all is written. */
  written(): Promise<void> {
    return this.#last;
  }

  dispose(): void {
    this.#store.dispose();
  }

  async #load(): Promise<void> {
    const { folder } = this.#options;
    const names = await readdir(folder).catch((): string[] => []);
    if (names.length === 0) return;
    const { checkKeptReport } = await import('../report/reportChecks.ts');
    for (const name of names.filter((one) => one.endsWith('.json')).slice(0, REPORTS_MAX * 2)) {
      const text = await readFile(path.join(folder, name), 'utf8').catch(() => '');
      const kept = text.length > FILE_BYTES_MAX ? undefined : checkKeptReport(parse(text));
      // One that was made meanwhile is newer.
      if (kept !== undefined && !this.#kept.has(kept.key)) this.#kept.set(kept.key, kept);
    }
    this.#changed.fire();
  }

  #write(work: (folder: string) => Promise<void>): void {
    const { folder, onBug } = this.#options;
    this.#last = this.#last.then(() => work(folder)).catch((error: unknown) => onBug(error, 'keeping a report'));
  }
}

function fileName(key: string): string {
  return `${createHash('sha256').update(key).digest('hex').slice(0, 32)}.json`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
