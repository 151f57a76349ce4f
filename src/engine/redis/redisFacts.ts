import type { Redis as RedisClient } from 'ioredis';
import type { Unread } from '../../model/report.ts';
import { oneLine } from '../health/checkList.ts';

/** An entry of SLOWLOG: what ran, without the values that it was given. */
export interface SlowCommand {
  readonly atSeconds: number;
  readonly seconds: number;
  /** The command, its key, and how many arguments follow. */
  readonly command: string;
  readonly client: string;
}

/** An event of LATENCY LATEST. */
export interface LatencyEvent {
  readonly name: string;
  readonly atSeconds: number;
  readonly latestSeconds: number;
  readonly worstSeconds: number;
}

/** What a Redis says of itself. What may not be asked is undefined. */
export interface RedisFacts {
  /** The fields of INFO everything. */
  readonly info: ReadonlyMap<string, string>;
  /** CONFIG GET *; of passwords only whether there is one. */
  readonly config: ReadonlyMap<string, string> | undefined;
  readonly slow: readonly SlowCommand[] | undefined;
  readonly latency: readonly LatencyEvent[] | undefined;
}

const SLOWLOG_ENTRIES = 50;
/** Settings that hold a password, or a path's or an account's secret. */
const SECRET_SETTING = /pass|auth(?!orit)|user/i;

/** Asks for the facts; what is refused is told in `unread`. Rejects where the connection is lost, and where INFO is refused. */
export async function readRedisFacts(client: RedisClient): Promise<{ facts: RedisFacts; unread: readonly Unread[] }> {
  const unread: Unread[] = [];
  const tryTo = async <T>(
    id: string,
    args: readonly [string, ...string[]],
    read: (reply: unknown) => T,
  ): Promise<T | undefined> => {
    try {
      const [command, ...rest] = args;
      return read(await client.call(command, ...rest));
    } catch (error) {
      const reason = refusal(error);
      if (reason === undefined) throw error;
      unread.push({ id, reason: `${args.join(' ')} is refused (${reason})` });
      return undefined;
    }
  };
  const info = readInfo(String(await client.call('INFO', 'everything')));
  const config = await tryTo('config', ['CONFIG', 'GET', '*'], readConfig);
  const slow = await tryTo('slowlog', ['SLOWLOG', 'GET', String(SLOWLOG_ENTRIES)], readSlowlog);
  const latency = await tryTo('latency', ['LATENCY', 'LATEST'], readLatency);
  return { facts: { info, config, slow, latency }, unread };
}

/** What a server answers that refuses a command; undefined for what is no answer of a server's. */
export function refusal(error: unknown): string | undefined {
  const message = error instanceof Error ? error.message : '';
  return error instanceof Error && error.name === 'ReplyError' && /^[A-Z]+ /.test(message)
    ? oneLine(message)
    : undefined;
}

/** A field of INFO as a number; undefined where there is none. */
export function infoNumber({ info }: RedisFacts, field: string): number | undefined {
  const text = info.get(field);
  const value = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isNaN(value) ? undefined : value;
}

/** The parts of a field such as `calls=3,usec=12`. */
export function infoParts(text: string): ReadonlyMap<string, number> {
  return new Map(
    text.split(',').map((part) => [part.slice(0, part.indexOf('=')), Number(part.slice(part.indexOf('=') + 1))]),
  );
}

/** The fields whose names begin with `prefix`, without it. */
export function infoWith({ info }: RedisFacts, prefix: string): readonly (readonly [name: string, value: string])[] {
  return [...info]
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, value]) => [name.slice(prefix.length), value]);
}

function readInfo(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0 && !line.startsWith('#')) fields.set(line.slice(0, colon), line.slice(colon + 1));
  }
  return fields;
}

function readConfig(reply: unknown): ReadonlyMap<string, string> {
  const config = new Map<string, string>();
  const list = Array.isArray(reply) ? reply.map(String) : [];
  for (let i = 0; i + 1 < list.length; i += 2) {
    const [name = '', value = ''] = [list[i], list[i + 1]];
    config.set(name, SECRET_SETTING.test(name) && value !== '' ? '(set)' : value);
  }
  return config;
}

function readSlowlog(reply: unknown): readonly SlowCommand[] {
  return (Array.isArray(reply) ? reply : []).flatMap((entry: unknown): SlowCommand[] => {
    if (!Array.isArray(entry)) return [];
    const [, at, micros, args, client] = entry as unknown[];
    const [command = '', key, ...rest] = Array.isArray(args) ? args.map(String) : [];
    const shown = [command.toUpperCase(), ...(key === undefined ? [] : [key.slice(0, 100)])].join(' ');
    return [
      {
        atSeconds: Number(at),
        seconds: Number(micros) / 1e6,
        command: rest.length === 0 ? shown : `${shown} … (${rest.length} more)`,
        client: typeof client === 'string' ? client : '',
      },
    ];
  });
}

function readLatency(reply: unknown): readonly LatencyEvent[] {
  return (Array.isArray(reply) ? reply : []).flatMap((entry: unknown): LatencyEvent[] => {
    if (!Array.isArray(entry)) return [];
    const [name, at, latest, worst] = entry as unknown[];
    return [
      {
        name: String(name),
        atSeconds: Number(at),
        latestSeconds: Number(latest) / 1000,
        worstSeconds: Number(worst) / 1000,
      },
    ];
  });
}
