import { access } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { err, ok, type Result } from '../../../src/base/result.ts';
import { withFileLock } from './fileLock.ts';
import { runToEnd } from './runToEnd.ts';

// RUNLEVEL=1 keeps Debian's packages from starting a daemon: only the program is wanted.
const APT_ENV = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };

let updated = false;

/**
 * Installs one of Debian's packages as root, or through `sudo -n` where that works without a password. The error is
 * half a sentence: "… , and <error>."
 */
export async function installSystemPackage(
  name: string,
  onProgress: (line: string) => void,
): Promise<Result<void, string>> {
  try {
    await access('/usr/bin/apt-get');
  } catch {
    return err(`this system has no apt-get to install ${name} with`);
  }
  const prefix = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  if (prefix.length > 0 && (await runToEnd('sudo', ['-n', 'true'])).code !== 0) {
    return err(`this user may not install packages (as root: apt-get install ${name})`);
  }
  const settings = Object.entries(APT_ENV).map(([key, value]) => `${key}=${value}`);
  const aptGet = (...args: string[]) => {
    const [program = 'env', ...rest] = [...prefix, 'env', ...settings, 'apt-get', ...args];
    return runToEnd(program, rest, { timeoutMs: 600_000 });
  };
  const waiting = () => onProgress('Waiting for another process that installs packages');
  return withFileLock(join(tmpdir(), `watchpost-apt-${process.getuid?.() ?? 0}.lock`), waiting, async () => {
    if (!updated) {
      onProgress('Updating the list of system packages');
      await aptGet('update', '-qq'); // where it fails, the list may still do; the next step tells
      updated = true;
    }
    onProgress(`Installing the system package ${name}`);
    const { code, output } = await aptGet('install', '-y', '-qq', '--no-install-recommends', name);
    if (code === 0) return ok(undefined);
    const lastLine = output.trimEnd().split('\n').at(-1) ?? '';
    return err(`apt-get install ${name} failed (${lastLine})`);
  });
}
