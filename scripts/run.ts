import { spawn } from 'node:child_process';
import path from 'node:path';

export const root = path.join(import.meta.dirname, '..');

/** Runs a program of the project in its root, its output going where ours goes; gives the exit code. */
export function run(command: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<number> {
  const [program = '', ...args] = command;
  const bin = path.join(root, 'node_modules/.bin');
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, ...env, PATH: `${bin}${path.delimiter}${process.env['PATH'] ?? ''}` },
    });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}
