import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';

export const root = path.join(import.meta.dirname, '..');

/** Runs a program of the project in its root, its output going where ours goes; gives the exit code. */
export function run(command: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<number> {
  return ended(start(command, env, 'inherit'));
}

/** Runs a program of the project in its root; gives the exit code, and what it wrote to its output and its errors. */
export async function runToText(
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number; readonly text: string }> {
  const child = start(command, env, 'pipe');
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
  }
  return { code: await ended(child), text };
}

function start(
  [program = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
  output: 'inherit' | 'pipe',
): ChildProcess {
  const bin = path.join(root, 'node_modules/.bin');
  return spawn(program, args, {
    cwd: root,
    stdio: ['inherit', output, output],
    env: { ...process.env, ...env, PATH: `${bin}${path.delimiter}${process.env['PATH'] ?? ''}` },
  });
}

function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}
