import type { ELASTICSEARCH_KEYS, LOKI_KEYS } from '../readRemoteLog.ts';
import { requestSchemas } from './requestSchemas.ts';
import { type Schema, text, WITH_SECRETS, WITHOUT_SECRETS } from './schema.ts';

/** Logs that a server keeps, and how it is asked. */
export function remoteLogSchemas(): Record<'loki' | 'elasticsearch', Schema> {
  const { auth, tls, proxy } = requestSchemas();
  const headers: Schema = {
    type: 'object',
    additionalProperties: { type: 'string' },
    examples: [{ 'X-Scope-OrgID': 'team' }],
    markdownDescription: `Headers of each request. ${WITH_SECRETS}`,
  };
  const url = (example: string): Schema =>
    text(`The URL of the server, without the path of its API. ${WITH_SECRETS}`, [example]);
  const loki: Record<(typeof LOKI_KEYS)[number], Schema> = {
    url: url('http://localhost:3100'),
    query: text(`A LogQL query for lines, not for numbers. ${WITHOUT_SECRETS}`, ['{app="api"}']),
    headers,
    auth,
    tls,
    proxy,
  };
  const elasticsearch: Record<(typeof ELASTICSEARCH_KEYS)[number], Schema> = {
    url: url('http://localhost:9200'),
    index: text(`Indices or data streams, separated by commas; \`*\` stands for anything. ${WITHOUT_SECRETS}`, [
      'logs-*',
    ]),
    query: text(`Which documents, in Lucene’s syntax. Default: all. ${WITHOUT_SECRETS}`, ['service.name:api']),
    headers,
    auth,
    tls,
    proxy,
  };
  return {
    loki: {
      type: 'object',
      required: ['url', 'query'],
      properties: loki,
      additionalProperties: false,
      markdownDescription: 'A log that lies in Grafana Loki; it is asked while the log is shown.',
      defaultSnippets: [{ label: 'Loki', body: { url: '${1:http://localhost:3100}', query: '{app="${2:api}"}' } }],
    },
    elasticsearch: {
      type: 'object',
      required: ['url', 'index'],
      properties: elasticsearch,
      additionalProperties: false,
      markdownDescription:
        'A log that lies in Elasticsearch or OpenSearch, by `@timestamp`; it is asked while the log is shown.',
      defaultSnippets: [{ label: 'Elasticsearch', body: { url: '${1:http://localhost:9200}', index: '${2:logs-*}' } }],
    },
  };
}
