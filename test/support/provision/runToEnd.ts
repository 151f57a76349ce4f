import { spawn } from 'node:child_process';

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly uid?: number;
  readonly gid?: number;
  readonly timeoutMs?: number;
}

export interface RunResult {
  /** The exit code; -1 where the program could not be started or was ended by a signal. */
  readonly code: number;
  /** Standard output and standard error as they came. */
  readonly output: string;
}

/** Runs a program to its end and returns what it printed. Never rejects; `timeoutMs` is two minutes unless told. */
export function runToEnd(program: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const { timeoutMs = 120_000, ...rest } = options;
  return new Promise((resolve) => {
    const chunks: string[] = [];
    const child = spawn(program, args, { ...rest, timeout: timeoutMs, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => chunks.push(text));
    }
    child.once('error', (error) => resolve({ code: -1, output: error.message }));
    child.once('close', (code) => resolve({ code: code ?? -1, output: chunks.join('') }));
  });
}
