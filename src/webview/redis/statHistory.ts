import type { RedisStat } from '../../model/redisLive.ts';
import { GrowingColumns } from '../charts/columns.ts';

/** What is kept for the charts. */
export const HISTORY_MS = 300_000;
const ROWS_MAX = 15;

/** A moment with what came since the one before; undefined for the first, and where the server counts anew. */
export interface StatRow extends RedisStat {
  readonly newCommands: number | undefined;
  readonly newConnections: number | undefined;
}

/** What a Redis told, one look after another, as columns for charts and as the last rows of `redis-cli --stat`. */
export class StatHistory {
  readonly commandsPerSecond = empty();
  readonly clients = empty();
  readonly blocked = empty();
  readonly memory = empty();
  readonly keys = empty();
  rows: readonly StatRow[] = [];

  add(stat: RedisStat): void {
    const [before] = this.rows;
    if (before !== undefined && stat.atMs <= before.atMs) return;
    const newCommands = grown(before?.commandsTotal, stat.commandsTotal);
    const newConnections = grown(before?.connectionsTotal, stat.connectionsTotal);
    const seconds = before === undefined ? 1 : (stat.atMs - before.atMs) / 1000;
    this.rows = [{ ...stat, newCommands, newConnections }, ...this.rows].slice(0, ROWS_MAX);
    const add = (columns: GrowingColumns, value: number): void => {
      columns.append([stat.atMs], [value]);
      columns.dropBefore(stat.atMs - HISTORY_MS);
    };
    add(this.commandsPerSecond, newCommands === undefined ? Number.NaN : newCommands / seconds);
    add(this.clients, stat.clients);
    add(this.blocked, stat.blocked);
    add(this.memory, stat.memoryBytes);
    add(this.keys, stat.keys);
  }
}

function grown(before: number | undefined, now: number): number | undefined {
  return before === undefined || now < before ? undefined : now - before;
}

function empty(): GrowingColumns {
  return new GrowingColumns(new Float64Array(0), new Float64Array(0));
}
