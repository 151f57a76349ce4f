import { setTimeout as sleep } from 'node:timers/promises';
import type { OwnedProcess } from './ownedProcess.ts';

/** Asks `ready` every 50 ms until it says yes; rejects after `timeoutMs`, or when the program ends before. */
export async function waitFor(
  what: string,
  ready: () => Promise<boolean>,
  { timeoutMs = 30_000, program }: { timeoutMs?: number; program?: OwnedProcess } = {},
): Promise<void> {
  const endsAt = performance.now() + timeoutMs;
  while (!(await ready())) {
    if (program?.running === false) throw new Error(`${what}: ${await program.exited}\n${program.output()}`);
    if (performance.now() > endsAt)
      throw new Error(`${what}: not there after ${timeoutMs} ms\n${program?.output() ?? ''}`);
    await sleep(50);
  }
}
