/** A Redis at a moment, as INFO tells it. Totals are since its start or the last CONFIG RESETSTAT. */
export interface RedisStat {
  readonly atMs: number;
  /** Of all databases. */
  readonly keys: number;
  readonly memoryBytes: number;
  readonly clients: number;
  readonly blocked: number;
  readonly commandsTotal: number;
  readonly connectionsTotal: number;
}

/** An entry of SLOWLOG: what ran, without the values that it was given. */
export interface SlowCommand {
  /** Grows by one with each entry, until the server is started anew. */
  readonly id: number;
  readonly atSeconds: number;
  readonly seconds: number;
  /** The command, its key, and how many arguments follow. */
  readonly command: string;
  readonly client: string;
}

/** What is known of a running Redis after a look at it. */
export interface RedisLook {
  readonly stat: RedisStat;
  /** How long each PING took, in seconds. */
  readonly pings: readonly number[];
  /** The newest first; absent where the server refuses it. */
  readonly slow?: readonly SlowCommand[];
  /** Why a part is not there, in a sentence each. */
  readonly refused: readonly string[];
}

/** For how long MONITOR may run, in seconds: it costs the server up to half of its throughput. */
export const MONITOR_SECONDS: { readonly min: number; readonly max: number } = { min: 1, max: 10 };

/** A command that MONITOR told of: its key at most, and none of the values that it was given. */
export interface MonitoredCommand {
  readonly atMs: number;
  readonly database: number;
  readonly client: string;
  readonly command: string;
  /** Empty where it has none, or where it may be a secret. */
  readonly key: string;
  /** Arguments that are not shown. */
  readonly more: number;
}

export interface NamedCount {
  readonly name: string;
  readonly count: number;
}

/** What MONITOR told. */
export interface MonitorResult {
  readonly durationMs: number;
  /** Commands that were seen, of which `commands` are the last ones. */
  readonly seen: number;
  readonly commands: readonly MonitoredCommand[];
  readonly byCommand: readonly NamedCount[];
  /** By the part of the key before the first colon. */
  readonly byPrefix: readonly NamedCount[];
  /** Why it ended: `count` and `bytes` where there was too much to go on. */
  readonly endedBy: 'time' | 'count' | 'bytes';
}
