import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import type { Clock } from '../../../base/clock.ts';
import type { LogSource } from '../../../model/service.ts';
import { expandPath, withoutRotated } from './expandPaths.ts';

/** PM2 is asked so often at most, and may take so long. */
const ASK_MS = 30_000;
const TIMEOUT_MS = 5_000;
/** Its answer has the environment of each process. */
const ANSWER_MAX_BYTES = 32 * 1024 * 1024;

type FileSource = Extract<LogSource, { readonly file: string }>;
type Environment = Readonly<Record<string, string | undefined>>;

interface Pm2Process {
  readonly name: string;
  readonly out?: string;
  readonly error?: string;
}

/** The files of log sources, absolute; those of PM2's processes as PM2 (`pm2 jlist`) tells them, where it runs. */
export class LogFiles {
  readonly #clock: Clock;
  readonly #env: Environment;
  #asked: { readonly atMs: number; readonly processes: Promise<readonly Pm2Process[]> } | undefined;

  constructor(clock: Clock, env: Environment = process.env) {
    this.#clock = clock;
    this.#env = env;
  }

  async of({ file, pm2 }: FileSource): Promise<readonly string[]> {
    if (pm2 === undefined) return inOrder(await expandPath(file, path.sep));
    const told = (await this.#processes()).filter(({ name }) => name === pm2.process);
    const files = told.map((one) => one[pm2.output]).filter((one) => one !== undefined);
    if (files.length > 0) return inOrder([...new Set(files)]);
    const home = this.#env['PM2_HOME'];
    // As PM2 names them where nothing else is set.
    const pattern = home === undefined ? file : path.join(home, 'logs', path.basename(file));
    return inOrder(await expandPath(pattern, path.sep));
  }

  #processes(): Promise<readonly Pm2Process[]> {
    const nowMs = this.#clock.monotonic();
    if (this.#asked === undefined || nowMs - this.#asked.atMs >= ASK_MS)
      this.#asked = { atMs: nowMs, processes: askPm2(this.#env) };
    return this.#asked.processes;
  }
}

function inOrder(files: readonly string[]): readonly string[] {
  return withoutRotated(files).map((file) => path.resolve(path.sep, file));
}

/** The processes that PM2 has; none where it does not run: to ask would start it. */
function askPm2(env: Environment): Promise<readonly Pm2Process[]> {
  const home = env['PM2_HOME'] ?? path.join(homedir(), '.pm2');
  if (!existsSync(path.join(home, 'rpc.sock'))) return Promise.resolve([]);
  const options = { cwd: homedir(), env, timeout: TIMEOUT_MS, maxBuffer: ANSWER_MAX_BYTES, windowsHide: true };
  return new Promise((resolve) => {
    execFile('pm2', ['jlist'], options, (error, stdout) => resolve(error === null ? readProcesses(stdout) : []));
  });
}

/** Reads what `pm2 jlist` prints: a line of JSON, after lines about itself. */
export function readProcesses(stdout: string): readonly Pm2Process[] {
  const line = stdout.split('\n').findLast((one) => one.startsWith('[{'));
  let list: unknown;
  try {
    list = JSON.parse(line ?? '[]');
  } catch {
    return [];
  }
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown) => {
    const { name, pm2_env: own } = asObject(item);
    const { pm_out_log_path: out, pm_err_log_path: error } = asObject(own);
    if (typeof name !== 'string') return [];
    return [{ name, ...(isPath(out) && { out }), ...(isPath(error) && { error }) }];
  });
}

function isPath(value: unknown): value is string {
  return typeof value === 'string' && path.isAbsolute(value) && value !== '/dev/null';
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
