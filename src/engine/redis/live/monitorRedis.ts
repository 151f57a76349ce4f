import type { Clock } from '../../../base/clock.ts';
import { t } from '../../../base/l10n.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import {
  MONITOR_SECONDS,
  type MonitoredCommand,
  type MonitorResult,
  type NamedCount,
} from '../../../model/redisLive.ts';
import type { OpenRedis } from '../../connections/openRedis.ts';
import type { RedisAddress } from '../../connections/redisUri.ts';
import { oneLine } from '../../health/checkList.ts';
import type { ReportContext } from '../../reports/reportContext.ts';
import { overRedis } from '../overRedis.ts';
import { BoundedLines } from './boundedLines.ts';
import { readMonitorLine } from './monitorLine.ts';

/** What is taken in at most; past it, it ends. */
export interface MonitorBounds {
  readonly count: number;
  readonly bytes: number;
}
export const MONITOR_BOUNDS: MonitorBounds = { count: 100_000, bytes: 32 * 1024 * 1024 };
/** A line may hold a value of half a gigabyte. */
const LINE_BYTES = 16 * 1024;
/** Commands that are shown, and names that are told apart. */
const SHOWN_MAX = 500;
const NAMES_MAX = 1_000;
const NAMES_SHOWN = 50;
const OTHER = '(other)';

/** Runs MONITOR for so many seconds, at least one and at most ten, over a connection of its own. The error is a sentence. */
export async function monitorRedis(
  address: RedisAddress,
  seconds: number,
  context: Pick<ReportContext, 'clock' | 'connectTimeoutMs' | 'trust'>,
  signal: AbortSignal,
  bounds = MONITOR_BOUNDS,
): Promise<Result<MonitorResult, string>> {
  const { min, max } = MONITOR_SECONDS;
  const forMs = Math.min(max, Math.max(min, seconds)) * 1000;
  const result = await overRedis(address, context, signal, (redis) => listen(redis, forMs, context.clock, bounds));
  return result.ok ? result.value : result;
}

/** Takes the socket from the driver, which keeps no bounds, and listens to it. Rejects where the connection ends. */
function listen(
  { client, close }: OpenRedis,
  forMs: number,
  clock: Clock,
  bounds: MonitorBounds,
): Promise<Result<MonitorResult, string>> {
  const socket = client.stream;
  socket.removeAllListeners('data');
  const lines = new BoundedLines(LINE_BYTES);
  const tally = new Tally();
  let bytes = 0;
  let startedMs: number | undefined;
  return new Promise((resolve, reject) => {
    const end = (endedBy: MonitorResult['endedBy']): void => {
      timer?.dispose();
      // The server goes on for as long as somebody is there.
      close();
      resolve(ok({ ...tally.result(), durationMs: clock.monotonic() - (startedMs ?? 0), endedBy }));
    };
    let timer: ReturnType<Clock['setTimeout']> | undefined;
    socket.once('close', () => {
      timer?.dispose();
      reject(new Error(t('the connection is closed')));
    });
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      for (const line of lines.push(chunk)) {
        if (line.startsWith('-')) {
          close();
          resolve(err(t('MONITOR is refused ({0})', oneLine(line.slice(1)))));
          return;
        }
        if (startedMs === undefined) {
          startedMs = clock.monotonic();
          timer = clock.setTimeout(() => end('time'), forMs);
          continue;
        }
        tally.add(readMonitorLine(line.slice(1)));
        if (tally.seen >= bounds.count) return end('count');
      }
      if (bytes >= bounds.bytes) end('bytes');
    });
    socket.write('*1\r\n$7\r\nMONITOR\r\n');
  });
}

/** What was seen, in a bounded amount of memory. */
class Tally {
  readonly #last: MonitoredCommand[] = [];
  readonly #commands = new Map<string, number>();
  readonly #prefixes = new Map<string, number>();
  seen = 0;

  add(command: MonitoredCommand | undefined): void {
    if (command === undefined) return;
    this.#last[this.seen % SHOWN_MAX] = command;
    this.seen++;
    count(this.#commands, command.command);
    if (command.key !== '') count(this.#prefixes, prefixOf(command.key));
  }

  result(): Omit<MonitorResult, 'durationMs' | 'endedBy'> {
    const first = this.seen % SHOWN_MAX;
    const commands = this.seen < SHOWN_MAX ? this.#last : [...this.#last.slice(first), ...this.#last.slice(0, first)];
    return { seen: this.seen, commands, byCommand: most(this.#commands), byPrefix: most(this.#prefixes) };
  }
}

function prefixOf(key: string): string {
  const colon = key.indexOf(':');
  return colon < 0 ? '(no prefix)' : key.slice(0, colon);
}

function count(counts: Map<string, number>, name: string): void {
  const known = counts.has(name) || counts.size < NAMES_MAX ? name : OTHER;
  counts.set(known, (counts.get(known) ?? 0) + 1);
}

function most(counts: ReadonlyMap<string, number>): readonly NamedCount[] {
  return [...counts]
    .map(([name, times]) => ({ name, count: times }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
    .slice(0, NAMES_SHOWN);
}
