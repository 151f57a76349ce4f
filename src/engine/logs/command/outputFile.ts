import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import type { Disposable } from '../../../base/disposable.ts';

/** The file is rotated there. */
const FILE_MAX_BYTES = 64 * 1024 * 1024;

/** A log file of ours, that only the user can read, that is rotated as it grows and removed with `dispose`. */
export class OutputFile implements Disposable {
  readonly #file: string;
  #fd: number;
  #sizeBytes = 0;
  #disposed = false;

  constructor(file: string) {
    this.#file = file;
    this.#fd = openSync(file, 'ax', 0o600);
  }

  /** Adds whole lines. */
  write(bytes: Buffer): void {
    if (this.#disposed || bytes.length === 0) return;
    writeSync(this.#fd, bytes);
    this.#sizeBytes += bytes.length;
    if (this.#sizeBytes <= FILE_MAX_BYTES) return;
    closeSync(this.#fd);
    renameSync(this.#file, `${this.#file}.1`);
    this.#fd = openSync(this.#file, 'ax', 0o600);
    this.#sizeBytes = 0;
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    closeSync(this.#fd);
    for (const file of [this.#file, `${this.#file}.1`]) rmSync(file, { force: true });
  }
}
