import { readFile, rename, writeFile } from 'node:fs/promises';
import type { PushBeat } from './pushBeat.ts';

/** What outlives a session: the port, and each probe's token and last call. */
export interface PushState {
  readonly port?: number;
  readonly probes: ReadonlyMap<string, { readonly token: string; readonly last?: PushBeat }>;
}

/** The state in `file`; an empty one where there is none, or nothing that can be used. */
export async function readPushState(file: string): Promise<PushState> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return { probes: new Map() }; // the first time, or broken: addresses are made anew
  }
  const { port, probes } = asObject(value);
  const read = new Map<string, { token: string; last?: PushBeat }>();
  for (const [id, one] of Object.entries(asObject(probes))) {
    const { token, last } = asObject(one);
    if (typeof token !== 'string' || !/^[\w-]{43}$/.test(token)) continue;
    const beat = readBeat(last);
    read.set(id, { token, ...(beat !== undefined && { last: beat }) });
  }
  const good = typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65_536;
  return { probes: read, ...(good && { port }) };
}

/** Replaces the state in `file` as a whole, readable by its owner only: who knows a token can call. */
export async function writePushState(file: string, { port, probes }: PushState): Promise<void> {
  const text = JSON.stringify({ port, probes: Object.fromEntries(probes) });
  await writeFile(`${file}.new`, text, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

function readBeat(value: unknown): PushBeat | undefined {
  const { atMs, status, message, durationMs } = asObject(value);
  if (typeof atMs !== 'number' || typeof message !== 'string') return undefined;
  if (status !== 'up' && status !== 'degraded' && status !== 'down') return undefined;
  return { atMs, status, message, ...(typeof durationMs === 'number' && { durationMs }) };
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
