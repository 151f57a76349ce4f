import { type ChildProcess, spawn } from 'node:child_process';
import { restartDelayMs } from '../../../base/backoff.ts';
import type { Clock } from '../../../base/clock.ts';
import { type Disposable, Slot } from '../../../base/disposable.ts';
import { t } from '../../../base/l10n.ts';
import { OutputFile } from './outputFile.ts';

/** What is taken of a program in a second; one that prints faster waits, and nothing is lost. */
const SECOND_MAX_BYTES = 32 * 1024 * 1024;
/** A line without an end is written so far. */
const LINE_MAX_BYTES = 1024 * 1024;
/** A program that ran so long counts as well: the next restart does not wait longer. */
const WELL_MS = 60_000;
const NEWLINE = 10;

export interface CommandLogOptions {
  /** The program and its arguments; no shell reads them. */
  readonly command: readonly string[];
  readonly cwd: string;
  /** Where its output goes: a file of ours, that `dispose` removes. */
  readonly file: string;
  readonly clock: Clock;
}

/** The output of a program as a log file that is rotated. A program that ends is started again, later each time. */
export class CommandLog implements Disposable {
  readonly #options: CommandLogOptions;
  readonly #timer = new Slot<Disposable>();
  readonly #pause = new Slot<Disposable>();
  readonly #output: OutputFile;
  #secondBytes = 0;
  #child: ChildProcess | undefined;
  #attempts = 0;
  #trouble: string | undefined;
  #disposed = false;

  constructor(options: CommandLogOptions) {
    this.#options = options;
    this.#output = new OutputFile(options.file);
    this.#start();
  }

  /** Why nothing comes, as a sentence. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** A program has no past. */
  get isWhole(): boolean {
    return true;
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#timer.dispose();
    this.#pause.dispose();
    if (this.#child !== undefined) end(this.#child);
    this.#output.dispose();
  }

  #start(): void {
    const { command, cwd, clock } = this.#options;
    const [program = '', ...args] = command;
    const startedMs = clock.monotonic();
    const child = spawn(program, args, {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    this.#child = child;
    // A line of one stream is not torn by the other's.
    for (const stream of [child.stdout, child.stderr]) {
      let rest: Buffer = Buffer.alloc(0);
      stream.on('data', (chunk: Buffer) => {
        const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
        const at = bytes.length > LINE_MAX_BYTES ? bytes.length : bytes.lastIndexOf(NEWLINE) + 1;
        this.#write(bytes.subarray(0, at));
        rest = Buffer.from(bytes.subarray(at));
      });
      stream.on('end', () => this.#write(rest.length === 0 ? rest : Buffer.concat([rest, Buffer.from('\n')])));
    }
    let told = false;
    const again = (what: string): void => {
      if (told || this.#disposed) return;
      told = true;
      this.#child = undefined;
      this.#attempts = clock.monotonic() - startedMs > WELL_MS ? 1 : this.#attempts + 1;
      this.#trouble = t('{0}; it is started again.', what);
      this.#timer.set(clock.setTimeout(() => this.#start(), restartDelayMs(this.#attempts)));
    };
    child.once('error', (error) => again(t('{0} could not be started ({1})', program, error.message)));
    child.once('spawn', () => (this.#trouble = undefined));
    child.once('close', (code, signal) =>
      again(
        signal === null
          ? t('{0} ended with exit code {1}', program, code ?? 0)
          : t('{0} was ended by {1}', program, signal),
      ),
    );
  }

  #write(bytes: Buffer): void {
    if (this.#disposed || bytes.length === 0) return;
    this.#output.write(bytes);
    this.#secondBytes += bytes.length;
    if (this.#secondBytes > SECOND_MAX_BYTES && this.#pause.value === undefined) {
      const child = this.#child;
      child?.stdout?.pause();
      child?.stderr?.pause();
      const resume = (): void => {
        this.#secondBytes = 0;
        this.#pause.set(undefined);
        child?.stdout?.resume();
        child?.stderr?.resume();
      };
      this.#pause.set(this.#options.clock.setTimeout(resume, 1_000));
    }
  }
}

/** Ends the program with all that it started. */
function end(child: ChildProcess): void {
  child.stdout?.destroy();
  child.stderr?.destroy();
  try {
    if (child.pid !== undefined && process.platform !== 'win32') process.kill(-child.pid, 'SIGTERM');
    else child.kill();
  } catch {
    // It is gone already.
  }
}
