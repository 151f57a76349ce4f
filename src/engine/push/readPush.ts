import type { PushBeat } from './pushBeat.ts';

const MAX_MESSAGE = 200;
const STATUSES = ['up', 'degraded', 'down'] as const;

/** A call that was understood, or the HTTP status that answers it. */
export type PushCall = { readonly token: string; readonly beat: PushBeat } | { readonly refused: 400 | 404 | 405 };

/**
 * Reads `/push/TOKEN?status=up&msg=…&ping=…`, as Uptime Kuma has it; `status` is one of `up`, `degraded` and `down`, `ping` is
 * milliseconds.
 */
export function readPush(method: string, target: string, nowMs: number): PushCall {
  if (method !== 'GET' && method !== 'POST' && method !== 'HEAD') return { refused: 405 };
  const [, token, query = ''] = /^\/push\/([\w-]{20,100})(?:\?(.*))?$/s.exec(target) ?? [];
  if (token === undefined) return { refused: 404 };
  const parameters = new URLSearchParams(query);
  const said = parameters.get('status')?.toLowerCase() ?? 'up';
  const status = STATUSES.find((known) => known === said);
  const ping = parameters.get('ping');
  const durationMs = ping === null || ping === '' ? undefined : Number(ping);
  if (status === undefined) return { refused: 400 };
  if (durationMs !== undefined && !(durationMs >= 0 && durationMs <= 1e10)) return { refused: 400 };
  const message = (parameters.get('msg') ?? '').replaceAll(/\p{Cc}+/gu, ' ').trim();
  return {
    token,
    beat: {
      atMs: nowMs,
      status,
      message: [...message].slice(0, MAX_MESSAGE).join(''),
      ...(durationMs !== undefined && { durationMs }),
    },
  };
}
