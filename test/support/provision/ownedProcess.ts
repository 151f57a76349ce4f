import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { guard } from './guard.ts';

export interface OwnedProcessOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly uid?: number;
  readonly gid?: number;
  /** How the program is asked to end; TERM unless told. */
  readonly stopSignal?: 'TERM' | 'INT';
  /** Is shown each line of standard output and standard error. */
  readonly onLine?: (line: string) => void;
}

export interface OwnedProcess {
  readonly pid: number;
  /** Resolves with a sentence when the program is gone. */
  readonly exited: Promise<string>;
  readonly running: boolean;
  /** The last 64 kB that it printed. */
  output(): string;
  /** Asks the whole process group to end and, after ten seconds, ends it. Any number of times. */
  stop(): Promise<void>;
  /** Ends the whole process group at once, as a crash would. */
  kill(): Promise<void>;
}

const OUTPUT_LIMIT = 65_536;

/** Starts a program as the head of its own process group, which goes with `stop()` or with this process. */
export function spawnOwned(program: string, args: readonly string[], options: OwnedProcessOptions = {}): OwnedProcess {
  const { stopSignal = 'TERM', onLine, ...rest } = options;
  const child = spawn(program, args, { ...rest, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const pid = child.pid ?? 0;
  const callOff = pid > 0 ? guard({ group: { id: pid, signal: stopSignal } }) : () => undefined;
  let output = '';
  let running = pid > 0;
  for (const stream of [child.stdout, child.stderr]) {
    let line = '';
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-OUTPUT_LIMIT);
      if (onLine === undefined) return;
      const lines = (line + text).split('\n');
      line = lines.pop() ?? '';
      lines.forEach(onLine);
    });
  }
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(`${program} ended with ${signal ?? `code ${code}`}`));
  }).then((how) => {
    running = false;
    return how;
  });

  async function end(signal: NodeJS.Signals): Promise<void> {
    signalGroup(pid, signal);
    const gone = await Promise.race([exited.then(() => true), sleep(10_000, false, { ref: false })]);
    if (!gone) signalGroup(pid, 'SIGKILL');
    await exited;
    signalGroup(pid, 'SIGKILL'); // children that outlived their head
    callOff();
  }
  return {
    pid,
    exited,
    get running() {
      return running;
    },
    output: () => output,
    stop: () => end(`SIG${stopSignal}`),
    kill: () => end('SIGKILL'),
  };
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  if (pid <= 1) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
