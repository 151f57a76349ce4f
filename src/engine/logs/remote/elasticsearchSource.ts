import { t } from '../../../base/l10n.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { ElasticsearchLog } from '../../../model/service.ts';
import { member, parseAnswer } from './answerJson.ts';
import type { RemoteAnswer, RemoteEntry, RemotePage, RemoteSource } from './remoteSource.ts';
import { withPath } from './withPath.ts';

const TIME = '@timestamp';

/**
 * Elasticsearch and OpenSearch, by `POST /<index>/_search` with `search_after` on `@timestamp` alone. The usual tie-breakers
 * do not serve to follow: `_shard_doc` needs a point in time, which sees nothing new, and `_doc` means another thing in
 * each shard. So each page begins at the millisecond at which the one before ended, and documents are told apart by `_id`.
 * Source: Elasticsearch Guide, "Paginate search results" and "Sort search results"; OpenSearch, "Paginate results".
 */
export function elasticsearchSource({ request, index, query }: ElasticsearchLog): RemoteSource {
  const path = index.split(',').map(encodeIndex).join(',');
  return {
    name: 'Elasticsearch',
    unitsPerSecond: 1_000n,
    // `index.max_result_window`, as indices come.
    maxPageSize: 10_000,
    request: (page) => ({
      ...request,
      method: 'POST',
      url: withPath(request.url, `/${path}/_search`, { ignore_unavailable: 'true' }),
      headers: [...request.headers.filter(([name]) => name.toLowerCase() !== 'content-type'), JSON_BODY],
      body: [JSON.stringify(searchOf(page, query))],
    }),
    read: readHits,
    reason: (body) => {
      const answer = parseAnswer(body);
      const causes = member(answer, 'error', 'root_cause');
      const cause = Array.isArray(causes) ? member(causes[0], 'reason') : undefined;
      const reason = cause ?? member(answer, 'error', 'reason');
      return typeof reason === 'string' ? reason : undefined;
    },
  };
}

const JSON_BODY = ['Content-Type', ['application/json']] as const;

function encodeIndex(name: string): string {
  return encodeURIComponent(name).replaceAll('%3A', ':');
}

function searchOf({ direction, from, size }: RemotePage, query: string | undefined): object {
  const isForward = direction === 'forward';
  return {
    size,
    track_total_hits: false,
    timeout: '10s',
    sort: [{ [TIME]: { order: isForward ? 'asc' : 'desc', numeric_type: 'date', unmapped_type: 'date' } }],
    // What is asked for comes after this time: so the one beside `from`.
    ...(from !== undefined && { search_after: [Number(isForward ? from - 1n : from + 1n)] }),
    query: {
      bool: {
        filter: [
          // By the server's clock: what is dated far ahead would let all that comes now seem old.
          { range: { [TIME]: { lte: 'now+1m' } } },
          ...(query === undefined ? [] : [{ query_string: { query } }]),
        ],
      },
    },
  };
}

function readHits(body: string): Result<RemoteAnswer, string> {
  const answer = parseAnswer(body);
  const hits = member(answer, 'hits', 'hits');
  if (!Array.isArray(hits)) return err(t('what is no answer of its API'));
  const entries: RemoteEntry[] = [];
  for (const hit of hits as readonly unknown[]) {
    const [index, id, source] = [member(hit, '_index'), member(hit, '_id'), member(hit, '_source')];
    const time = member(hit, 'sort', '0');
    if (typeof index !== 'string' || typeof id !== 'string' || !Number.isSafeInteger(time))
      return err(t('what is no answer of its API'));
    if (typeof source !== 'object' || source === null)
      return err(t('documents without their `_source`, which it does not keep'));
    // The time first: whoever reads only the beginning of a long line finds it.
    const record = { [TIME]: new Date(Number(time)).toISOString(), ...source };
    entries.push({ time: BigInt(Number(time)), key: `${index}/${id}`, line: JSON.stringify(record) });
  }
  const failed = member(answer, '_shards', 'failed');
  const incomplete =
    typeof failed === 'number' && failed > 0
      ? `Elasticsearch had no answer from ${failed} of its shards; records of theirs are missing.`
      : member(answer, 'timed_out') === true
        ? t('Elasticsearch ran out of time; records are missing.')
        : undefined;
  return ok({ entries, ...(incomplete !== undefined && { incomplete }) });
}
