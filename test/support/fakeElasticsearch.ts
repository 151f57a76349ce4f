import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listenFake } from './listenFake.ts';

export interface FakeDocument {
  readonly id: string;
  readonly timeMs: number;
  readonly source: Readonly<Record<string, unknown>>;
}

interface Search {
  readonly size: number;
  readonly sort: readonly [{ readonly '@timestamp': { readonly order: 'asc' | 'desc' } }];
  readonly search_after?: readonly [number];
  readonly query: { readonly bool: { readonly filter: readonly Readonly<Record<string, unknown>>[] } };
}

export interface FakeElasticsearch {
  readonly url: string;
  /** The server's own clock, for `now` in its date math. */
  nowMs: number;
  readonly documents: FakeDocument[];
  readonly asked: { readonly path: string; readonly search: Search; readonly headers: IncomingMessage['headers'] }[];
  /** Answers in place of Elasticsearch until it says false. */
  fault: ((response: ServerResponse, index: number) => boolean) | undefined;
  /** Shards that have no answer. */
  failedShards: number;
  close(): Promise<void>;
}

/** `index.max_result_window`, as indices come. */
const SIZE_MAX = 10_000;

/**
 * Stands in for `POST /<index>/_search`, as "Paginate search results" and "Sort search results" of the Elasticsearch Guide have
 * it (OpenSearch: "Paginate results"): hits sorted, each with its `sort` values, strictly after those of `search_after`. Documents
 * of one time come in any order: here in another one at each request.
 */
export async function startFakeElasticsearch(): Promise<FakeElasticsearch> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const search = JSON.parse(body) as Search;
      fake.asked.push({ path: request.url ?? '', search, headers: request.headers });
      if (fake.fault?.(response, fake.asked.length) === true) return;
      response.setHeader('content-type', 'application/json');
      if (search.size > SIZE_MAX) {
        const reason = `Result window is too large, from + size must be less than or equal to: [${SIZE_MAX}]`;
        const error = {
          root_cause: [{ type: 'illegal_argument_exception', reason }],
          type: 'search_phase_execution_exception',
        };
        response.writeHead(400).end(JSON.stringify({ error, status: 400 }));
        return;
      }
      response.end(JSON.stringify(answer(search)));
    });
  });
  function answer({ size, sort, search_after: after }: Search): object {
    const sign = sort[0]['@timestamp'].order === 'asc' ? 1 : -1;
    const turn = fake.asked.length % 2 === 0 ? 1 : -1;
    const hits = fake.documents
      .filter(({ timeMs }) => timeMs <= fake.nowMs + 60_000)
      .filter(({ timeMs }) => after === undefined || (timeMs - after[0]) * sign > 0)
      .sort((a, b) => (a.timeMs - b.timeMs) * sign || (a.id < b.id ? turn : -turn))
      .slice(0, size)
      .map(({ id, timeMs, source }) => ({ _index: 'logs-1', _id: id, _score: null, _source: source, sort: [timeMs] }));
    const shards = { total: 3, successful: 3 - fake.failedShards, skipped: 0, failed: fake.failedShards };
    return { took: 1, timed_out: false, _shards: shards, hits: { max_score: null, hits } };
  }
  const fake: FakeElasticsearch = {
    ...(await listenFake(server)),
    nowMs: 0,
    documents: [],
    asked: [],
    fault: undefined,
    failedShards: 0,
  };
  return fake;
}
