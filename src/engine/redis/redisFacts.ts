import type { Redis as RedisClient } from 'ioredis';
import { t } from '../../base/l10n.ts';
import type { SlowCommand } from '../../model/redisLive.ts';
import type { Unread } from '../../model/report.ts';
import { oneLine } from '../health/checkList.ts';

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
  /** Undefined where it is no node of a cluster. */
  readonly cluster: ClusterFacts | undefined;
}

/** A node of a cluster, as this one sees it (Redis documentation, CLUSTER NODES). */
export interface ClusterNode {
  readonly address: string;
  readonly isMaster: boolean;
  /** Of a replica: its master's id. */
  readonly masterId: string;
  readonly id: string;
  readonly isFailing: boolean;
  readonly slots: number;
}

export interface ClusterFacts {
  /** The fields of CLUSTER INFO. */
  readonly info: ReadonlyMap<string, string>;
  readonly nodes: readonly ClusterNode[];
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
  const isCluster = info.get('cluster_enabled') === '1';
  const clusterInfo = isCluster
    ? await tryTo('cluster', ['CLUSTER', 'INFO'], (reply) => readInfo(String(reply)))
    : undefined;
  const nodes = clusterInfo && (await tryTo('cluster', ['CLUSTER', 'NODES'], readClusterNodes));
  const cluster = clusterInfo && nodes && { info: clusterInfo, nodes };
  return { facts: { info, config, slow, latency, cluster }, unread };
}

/** What a server answers that refuses a command; undefined for what is no answer of a server's. */
export function refusal(error: unknown): string | undefined {
  const message = error instanceof Error ? error.message : '';
  return error instanceof Error && error.name === 'ReplyError' && /^[A-Z]+ /.test(message)
    ? oneLine(message)
    : undefined;
}

/** A field of INFO as a number; undefined where there is none. */
export function infoNumber({ info }: Pick<RedisFacts, 'info'>, field: string): number | undefined {
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
export function infoWith(
  { info }: Pick<RedisFacts, 'info'>,
  prefix: string,
): readonly (readonly [name: string, value: string])[] {
  return [...info]
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, value]) => [name.slice(prefix.length), value]);
}

/** The fields of INFO's answer by their names. */
export function readInfo(text: string): ReadonlyMap<string, string> {
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

/** The entries of SLOWLOG GET's answer, without the values of the commands. */
export function readSlowlog(reply: unknown): readonly SlowCommand[] {
  return (Array.isArray(reply) ? reply : []).flatMap((entry: unknown): SlowCommand[] => {
    if (!Array.isArray(entry)) return [];
    const [id, at, micros, args, client] = entry as unknown[];
    const [command = '', key, ...rest] = Array.isArray(args) ? args.map(String) : [];
    const shown = [command.toUpperCase(), ...(key === undefined ? [] : [key.slice(0, 100)])].join(' ');
    return [
      {
        id: Number(id),
        atSeconds: Number(at),
        seconds: Number(micros) / 1e6,
        command: rest.length === 0 ? shown : `${shown} … (${t('{0} more', rest.length)})`,
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

function readClusterNodes(reply: unknown): readonly ClusterNode[] {
  return String(reply)
    .split('\n')
    .filter((line) => line.includes(' '))
    .map((line) => {
      const [id = '', address = '', flagText = '', masterId = '', , , , link = '', ...slots] = line.split(' ');
      const flags = flagText.split(',');
      return {
        id,
        // What follows is the port of its bus, and its name.
        address: address.replace(/@.*$/, ''),
        isMaster: flags.includes('master'),
        masterId: masterId === '-' ? '' : masterId,
        isFailing: flags.some((flag) => flag.startsWith('fail')) || (link !== 'connected' && !flags.includes('myself')),
        slots: slots.filter((slot) => !slot.startsWith('[')).reduce((sum, slot) => sum + slotsOf(slot), 0),
      };
    });
}

function slotsOf(range: string): number {
  const [from, to = from] = range.split('-').map(Number);
  return from === undefined || to === undefined || Number.isNaN(from + to) ? 0 : to - from + 1;
}
