import { createHash } from 'node:crypto';
import { t } from '../../../base/l10n.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { LokiLog } from '../../../model/service.ts';
import { member, parseAnswer } from './answerJson.ts';
import type { RemoteAnswer, RemoteEntry, RemotePage, RemoteSource, TailAnswer } from './remoteSource.ts';
import { withPath } from './withPath.ts';

const NS_PER_SECOND = 1_000_000_000n;
const noAnswer = (): string => t('what is no answer of its API');
/** What the lines of an answer come to, each with the labels of its stream, which the answer has but once. */
const ENTRIES_MAX_CHARS = 64 * 1024 * 1024;
/** How far back is looked before a time is known; counted by the server's clock. */
const SINCE = '24h';
const SINCE_NS = 24n * 3600n * NS_PER_SECOND;

/**
 * Grafana Loki, by `GET /loki/api/v1/query_range`, and the WebSocket `/loki/api/v1/tail`. Its own clock says what is now (`end` is left away), so that
 * ours may be wrong. Source: Grafana Loki, Reference, "Loki HTTP API", "Query logs within a range of time" and "Stream logs".
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
    tail: {
      request: (from) => ({
        ...request,
        url: withPath(request.url, '/loki/api/v1/tail', {
          query,
          limit: '5000',
          ...(from !== undefined && { start: String(from) }),
        }),
      }),
      read: readTail,
    },
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
    return err(t('numbers: the query is one for metrics, not for lines'));
  const result = member(data, 'result');
  if (type !== 'streams' || !Array.isArray(result)) return err(noAnswer());
  const entries = readEntries(result);
  if (!entries.ok) return entries;
  const sign = direction === 'forward' ? 1 : -1;
  // Sorting is stable: lines of one time stay in the order in which the server has them.
  entries.value.sort((a, b) => (a.time < b.time ? -sign : a.time > b.time ? sign : 0));
  return ok({ entries: entries.value });
}

/** A message of the tail. What it dropped is told, but not the lines themselves. */
function readTail(message: string): Result<TailAnswer, string> {
  const answer = parseAnswer(message);
  const streams = member(answer, 'streams');
  const entries = Array.isArray(streams) || streams === null ? readEntries(streams ?? []) : err(noAnswer());
  if (!entries.ok) return entries;
  const dropped = member(answer, 'dropped_entries');
  entries.value.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  return ok({ entries: entries.value, isPartial: Array.isArray(dropped) && dropped.length > 0 });
}

/** Lines with their times. */
function readEntries(streams: readonly unknown[]): Result<RemoteEntry[], string> {
  const entries: RemoteEntry[] = [];
  let chars = 0;
  for (const stream of streams) {
    const labels = labelsOf(stream);
    const values = member(stream, 'values');
    if (!Array.isArray(values)) return err(noAnswer());
    for (const value of values as readonly unknown[]) {
      const [time, line] = Array.isArray(value) ? (value as readonly unknown[]) : [];
      if (typeof time !== 'string' || !/^\d{1,19}$/.test(time) || typeof line !== 'string') return err(noAnswer());
      const entry = entryOf(BigInt(time), line, labels);
      chars += entry.line.length;
      if (chars > ENTRIES_MAX_CHARS) return err(t('lines that come to more than 64 MB with their labels'));
      entries.push(entry);
    }
  }
  return ok(entries);
}

interface StreamLabels {
  readonly text: string;
  /** In any order the same, since range and tail have them in different ones. */
  readonly key: string;
}

function labelsOf(stream: unknown): StreamLabels {
  const labels = member(stream, 'stream');
  const entries = Object.entries(typeof labels === 'object' && labels !== null ? labels : {}).filter(
    ([, value]) => typeof value === 'string',
  );
  return {
    text: JSON.stringify(Object.fromEntries(entries)),
    key: JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** As `logcli -o jsonl` writes it, the time first: the index reads only the beginning of a long line. */
function entryOf(time: bigint, line: string, labels: StreamLabels): RemoteEntry {
  const key = createHash('sha1').update(`${time} ${labels.key} ${line}`).digest('base64');
  return {
    time,
    key,
    line: `{"timestamp":"${isoTime(time)}","labels":${labels.text},"line":${JSON.stringify(line)}}`,
  };
}

function isoTime(ns: bigint): string {
  const second = new Date(Number(ns / NS_PER_SECOND) * 1000).toISOString().slice(0, 19);
  return `${second}.${String(ns % NS_PER_SECOND).padStart(9, '0')}Z`;
}
