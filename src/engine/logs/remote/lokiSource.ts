import { createHash } from 'node:crypto';
import { err, ok, type Result } from '../../../base/result.ts';
import type { LokiLog } from '../../../model/service.ts';
import { member, parseAnswer } from './answerJson.ts';
import type { RemoteAnswer, RemoteEntry, RemotePage, RemoteSource } from './remoteSource.ts';
import { withPath } from './withPath.ts';

const NS_PER_SECOND = 1_000_000_000n;
/** How far back is looked before a time is known; counted by the server's clock. */
const SINCE = '24h';
const SINCE_NS = 24n * 3600n * NS_PER_SECOND;

/**
 * Grafana Loki, by `GET /loki/api/v1/query_range`. Its own clock says what is now (`end` is left away), so that
 * ours may be wrong. Source: Grafana Loki, Reference, "Loki HTTP API", "Query logs within a range of time".
 */
export function lokiSource({ request, query }: LokiLog): RemoteSource {
  return {
    name: 'Loki',
    unitsPerSecond: NS_PER_SECOND,
    // `max_entries_limit_per_query`, as Loki comes.
    maxPageSize: 5_000,
    request: (page) => ({
      ...request,
      url: withPath(request.url, '/loki/api/v1/query_range', {
        query,
        direction: page.direction,
        limit: String(page.size),
        ...rangeOf(page),
      }),
    }),
    read: readStreams,
  };
}

/** `start` belongs to the range, `end` does not. */
function rangeOf({ direction, from }: RemotePage): Readonly<Record<string, string>> {
  if (from === undefined) return { since: SINCE };
  if (direction === 'forward') return { start: String(from) };
  return { start: String(from > SINCE_NS ? from - SINCE_NS : 0n), end: String(from + 1n) };
}

function readStreams(body: string, { direction }: RemotePage): Result<RemoteAnswer, string> {
  const data = member(parseAnswer(body), 'data');
  const type = member(data, 'resultType');
  if (type === 'matrix' || type === 'vector' || type === 'scalar')
    return err('numbers: the query is one for metrics, not for lines');
  const result = member(data, 'result');
  if (type !== 'streams' || !Array.isArray(result)) return err('what is no answer of its API');
  const entries: RemoteEntry[] = [];
  for (const stream of result as readonly unknown[]) {
    const labels = member(stream, 'stream');
    const values = member(stream, 'values');
    if (!Array.isArray(values)) return err('what is no answer of its API');
    for (const value of values as readonly unknown[]) {
      const [time, line] = Array.isArray(value) ? (value as readonly unknown[]) : [];
      if (typeof time !== 'string' || !/^\d{1,19}$/.test(time) || typeof line !== 'string')
        return err('what is no answer of its API');
      entries.push(entryOf(BigInt(time), line, labels));
    }
  }
  const sign = direction === 'forward' ? 1 : -1;
  // Sorting is stable: lines of one time stay in the order in which the server has them.
  entries.sort((a, b) => (a.time < b.time ? -sign : a.time > b.time ? sign : 0));
  return ok({ entries });
}

/** As `logcli -o jsonl` writes it, the time first: the index reads only the beginning of a long line. */
function entryOf(time: bigint, line: string, labels: unknown): RemoteEntry {
  const text = JSON.stringify({ timestamp: isoTime(time), labels: labels ?? {}, line });
  return { time, key: createHash('sha1').update(text).digest('base64'), line: text };
}

function isoTime(ns: bigint): string {
  const second = new Date(Number(ns / NS_PER_SECOND) * 1000).toISOString().slice(0, 19);
  return `${second}.${String(ns % NS_PER_SECOND).padStart(9, '0')}Z`;
}
