import { type ChildProcess, spawn } from 'node:child_process';
import type { Clock } from '../../../base/clock.ts';
import { OutputBuffer } from './outputBuffer.ts';

/** What is kept of a command's output, standard output and standard error each. */
export const OUTPUT_MAX_BYTES = 64 * 1024;
/** A process that was asked to end gets this long before it is made to. */
const GRACE_MS = 40;
/** After the program has ended its output is waited for this long: what it left behind may hold the pipe open. */
const DRAIN_MS = 50;

export interface CommandLine {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** How a command ended. */
export interface CommandEnd {
  /** Absent where a signal ended it or it never started. */
  readonly exitCode?: number;
  /** The signal that ended it, where it was not us. */
  readonly killedBy?: string;
  /** The run's signal fired: it was ended. */
  readonly aborted: boolean;
  /** It could not be started. */
  readonly startError?: Error;
  readonly stdout: OutputBuffer;
  readonly stderr: OutputBuffer;
}

/**
 * Runs a program with its arguments, never through a shell, in a process group of its own with nothing to read. Never
 * rejects. When `signal` fires the whole group is ended, and so is what the program leaves behind with its output open.
 */
export function runCommand(line: CommandLine, clock: Clock, signal: AbortSignal): Promise<CommandEnd> {
  const stdout = new OutputBuffer(OUTPUT_MAX_BYTES);
  const stderr = new OutputBuffer(OUTPUT_MAX_BYTES);
  if (signal.aborted) return Promise.resolve({ aborted: true, stdout, stderr });
  let child: ChildProcess;
  try {
    child = spawn(line.program, line.args, {
      cwd: line.cwd,
      env: { ...process.env, ...line.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, to be ended as a whole; on Windows it would open a window.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
  } catch (error) {
    // A NUL in an argument and the like.
    const startError = error instanceof Error ? error : new Error(String(error));
    return Promise.resolve({ aborted: false, startError, stdout, stderr });
  }
  child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
  return ended(child, clock, signal).then((end) => ({ ...end, stdout, stderr }));
}

function ended(child: ChildProcess, clock: Clock, signal: AbortSignal): Promise<Omit<CommandEnd, 'stdout' | 'stderr'>> {
  return new Promise((resolve) => {
    let exit: Omit<CommandEnd, 'stdout' | 'stderr' | 'aborted'> | undefined;
    let timer = clock.setTimeout(() => undefined, 0);
    const finish = (): void => {
      timer.dispose();
      signal.removeEventListener('abort', onAbort);
      child.stdout?.destroy();
      child.stderr?.destroy();
      resolve({ ...exit, aborted: signal.aborted });
    };
    const killAndFinish = (): void => {
      killGroup(child, 'SIGKILL');
      // The end of a killed program is not far; its exit event ends the run.
      if (exit !== undefined) finish();
    };
    const onAbort = (): void => {
      killGroup(child, 'SIGTERM');
      timer.dispose();
      timer = clock.setTimeout(killAndFinish, GRACE_MS);
    };
    signal.addEventListener('abort', onAbort);
    child.once('error', (startError) => {
      // Also sent where a signal could not be delivered; only a process that never was has no id.
      if (child.pid !== undefined) return;
      exit = { startError };
      finish();
    });
    child.once('exit', (code, killedBy) => {
      exit = { ...(code === null ? undefined : { exitCode: code }), ...(killedBy === null ? undefined : { killedBy }) };
      if (signal.aborted) return killAndFinish();
      timer.dispose();
      timer = clock.setTimeout(killAndFinish, DRAIN_MS);
    });
    child.once('close', () => {
      if (exit !== undefined) finish();
    });
  });
}

function killGroup(child: ChildProcess, how: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    // Windows has no groups: its own tool ends the tree.
    spawn('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore', windowsHide: true }).on('error', () =>
      child.kill(),
    );
    return;
  }
  try {
    process.kill(-child.pid, how);
  } catch {
    // Nobody is left in the group.
  }
}
