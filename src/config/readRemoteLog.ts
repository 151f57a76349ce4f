import type { ElasticsearchLog, HttpRequestConfig, LokiLog } from '../model/service.ts';
import * as problems from './problems.ts';
import { httpForm } from './probes/http.ts';
import { readPlain } from './template.ts';
import { isPresent, readObject, type Value } from './value.ts';

const REQUEST_KEYS = ['url', 'headers', 'auth', 'tls', 'proxy'] as const;
export const LOKI_KEYS = [...REQUEST_KEYS, 'query'] as const;
export const ELASTICSEARCH_KEYS = [...REQUEST_KEYS, 'index', 'query'] as const;

const LOKI_EXAMPLE = '{ "url": "http://localhost:3100", "query": "{app=\\"api\\"}" }';
const ELASTICSEARCH_EXAMPLE = '{ "url": "http://localhost:9200", "index": "logs-*" }';

/** A log in Loki; undefined (and reported) where something of it is wrong, so that nothing else than was meant is asked. */
export function readLoki(at: Value): { readonly name: string; readonly loki: LokiLog } | undefined {
  const field = readObject(at, LOKI_KEYS, `an object such as ${LOKI_EXAMPLE}`);
  if (field === undefined) return undefined;
  const query = required(
    at,
    field('query'),
    'query',
    '"query": "{app=\\"api\\"}"',
    'a LogQL query such as "{app=\\"api\\"}"',
  );
  const request = readRequest(at, (key) => field(key));
  return query === undefined || request === undefined ? undefined : { name: `loki ${query}`, loki: { request, query } };
}

/** A log in Elasticsearch or OpenSearch; undefined (and reported) where something of it is wrong. */
export function readElasticsearch(
  at: Value,
): { readonly name: string; readonly elasticsearch: ElasticsearchLog } | undefined {
  const field = readObject(at, ELASTICSEARCH_KEYS, `an object such as ${ELASTICSEARCH_EXAMPLE}`);
  if (field === undefined) return undefined;
  const index = required(at, field('index'), 'index', '"index": "logs-*"', 'indices such as "logs-*"');
  const query = isPresent(field('query')) ? readPlain(field('query'), 'a query such as "level:error"') : null;
  const request = readRequest(at, (key) => field(key));
  if (index === undefined || query === undefined || request === undefined) return undefined;
  // What an index may be called; `:` is of a remote cluster, `<` and `>` of date math, `-` leaves an index out.
  if (!/^[^\s\\/?"#|]{1,1000}$/.test(index) || index.startsWith('_')) {
    at.context.report(problems.wrongType(field('index').path, 'indices such as "logs-*", separated by commas,', index));
    return undefined;
  }
  return {
    name: `elasticsearch ${index}`,
    elasticsearch: { request, index, ...(query !== null && { query }) },
  };
}

function required(at: Value, value: Value, key: string, example: string, expected: string): string | undefined {
  if (isPresent(value)) return readPlain(value, expected);
  at.context.report(problems.missingKey(at.path, key, example));
  return undefined;
}

/** As a probe asks; its secrets are bound to the origin of the URL. */
function readRequest(at: Value, field: (key: (typeof REQUEST_KEYS)[number]) => Value): HttpRequestConfig | undefined {
  const { context } = at;
  const absent: Value = { raw: undefined, path: at.path, context };
  const known = new Map<string, Value>(REQUEST_KEYS.map((key) => [key, field(key)]));
  const firstUse = context.secretUses.length;
  const found = httpForm.readLong(at, (key) => known.get(key) ?? absent);
  if (found === undefined) {
    context.secretUses.length = firstUse;
    return undefined;
  }
  for (const use of context.secretUses.splice(firstUse))
    context.secretUses.push({ ...use, ...(found.origin !== undefined && { origin: use.origin ?? found.origin }) });
  const { kind: _kind, ...request } = found.target;
  if (!request.url.some((piece) => typeof piece === 'string' && piece.includes('#'))) return request;
  context.report(problems.badUrl(field('url').path, 'The URL of the server holds a `#`. Leave it away.'));
  return undefined;
}
