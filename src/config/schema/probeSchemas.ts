import type { ProbeKind } from '../../model/probe.ts';
import type { COMMAND_KEYS } from '../probes/command.ts';
import type { DATABASE_KEYS } from '../probes/database.ts';
import { type HEALTH_KEYS, type HTTP_KEYS, METHODS, type METRICS_KEYS } from '../probes/http.ts';
import { PROBE_FORMS } from '../probes/registry.ts';
import type { TCP_KEYS } from '../probes/tcp.ts';
import { requestSchemas } from './requestSchemas.ts';
import { type Schema, text, WITH_SECRETS, WITHOUT_SECRETS } from './schema.ts';
import { probeCommonSchemas } from './timingSchema.ts';

/** The schema of each kind of probe as it stands under its key: short form, long form, or a list of these. */
export function probeSchemas(): Record<ProbeKind, Schema> {
  return {
    http: httpSchema(
      'health',
      'A health endpoint over HTTP. Its body is read, not only its code.',
      'http://localhost:3000/health',
      `Default: the service's \`interval\`, else \`watchpost.interval\`.`,
      {
        expectedStatus: {
          type: ['integer', 'string', 'array'],
          pattern: '^[1-5]([0-9][0-9]|[xX][xX])$',
          items: { type: ['integer', 'string'] },
          examples: [200, '2xx', [200, 204, 401]],
          markdownDescription:
            'The HTTP status that is right: a code, a class such as `"2xx"`, or a list of these. Short for an assertion on `[STATUS]`.',
        },
      } satisfies Record<Exclude<(typeof HEALTH_KEYS)[number], (typeof HTTP_KEYS)[number]>, Schema>,
    ),
    tcp: tcpSchema(),
    command: commandSchema(),
    metrics: httpSchema(
      'metrics',
      'A metrics endpoint: Prometheus, OpenMetrics or JSON.',
      'http://localhost:3000/metrics',
      atLeast('15s'),
      {
        honorLabels: {
          type: 'boolean',
          markdownDescription:
            "Whether the target's own `job` and `instance` labels stay, as Prometheus' `honor_labels` does it; else they become `exported_job` and `exported_instance`. Default: `false`.",
        },
      } satisfies Record<Exclude<(typeof METRICS_KEYS)[number], (typeof HTTP_KEYS)[number]>, Schema>,
    ),
    cacheStats: httpSchema(
      'cacheStats',
      "An endpoint with a cache's numbers as JSON (hits, misses, hit rate, memory).",
      'http://localhost:3000/api/cache/stats',
      atLeast('15s'),
    ),
    postgres: databaseSchema(
      'postgres',
      'A PostgreSQL server, which is only read.',
      'postgresql://user@localhost/database',
      '^(?:postgres(?:ql)?://|\\$\\{)',
    ),
    redis: databaseSchema(
      'redis',
      'A Redis server, which is only read.',
      'redis://localhost:6379',
      '^(?:rediss?://|\\$\\{)',
    ),
  };
}

function atLeast(interval: string): string {
  return `Default: the service's \`interval\`, else \`watchpost.interval\` but at least \`${interval}\`.`;
}

/** One probe or a list: the editor explains one schema with several types better than a choice between schemas. */
function probeSchema(
  markdownDescription: string,
  short: Schema,
  long: { readonly required: readonly string[]; readonly properties: Readonly<Record<string, Schema>> },
  snippets: readonly { readonly label: string; readonly body: unknown }[],
): Schema {
  const object = { required: long.required, properties: long.properties, additionalProperties: false };
  return {
    type: ['string', 'object', 'array'],
    ...short,
    ...object,
    items: { type: ['string', 'object'], ...short, ...object },
    defaultSnippets: snippets,
    markdownDescription,
  };
}

function httpSchema(
  name: 'health' | 'metrics' | 'cacheStats',
  what: string,
  example: string,
  interval: string,
  own: Readonly<Record<string, Schema>> = {},
): Schema {
  const pattern = {
    pattern: '^(?:[hH][tT][tT][pP][sS]?://|\\$\\{)',
    patternErrorMessage: `Write a URL that begins with http:// or https://, such as "${example}".`,
  };
  const facts = PROBE_FORMS[name === 'health' ? 'http' : name].facts;
  const properties: Record<(typeof HTTP_KEYS)[number], Schema> = {
    url: {
      ...text(`The URL that is asked for. ${WITH_SECRETS} A secret cannot be part of the host.`, [example]),
      ...pattern,
    },
    method: { enum: METHODS, markdownDescription: 'The request method. Default: `GET`, with a `body` `POST`.' },
    headers: {
      type: 'object',
      additionalProperties: { type: 'string' },
      defaultSnippets: [
        { label: 'Bearer token', body: { Authorization: 'Bearer \\${secret:${1:token}}' } },
        { label: 'Cookie', body: { Cookie: '\\${secret:${1:cookie}}' } },
      ],
      markdownDescription: `Request headers, by name. ${WITH_SECRETS}`,
    },
    body: { type: 'string', markdownDescription: `The request body. ${WITH_SECRETS}` },
    ...requestSchemas(),
  };
  return probeSchema(
    `${what} A URL, an object with \`url\`, or a list of these: \`"${example}"\`.`,
    pattern,
    { required: ['url'], properties: { ...properties, ...own, ...probeCommonSchemas(name, interval, facts) } },
    [
      { label: 'URL', body: example.replace('3000', '${1:3000}') },
      { label: 'With token', body: { url: example, headers: { Authorization: 'Bearer \\${secret:${1:token}}' } } },
      { label: 'With times', body: { url: example, interval: '${1:10s}', timeout: '${2:5s}', retries: '^${3:3}' } },
    ],
  );
}

function tcpSchema(): Schema {
  const properties: Record<(typeof TCP_KEYS)[number], Schema> = {
    host: text(`The host's name or address. ${WITHOUT_SECRETS}`, ['localhost']),
    port: {
      type: ['integer', 'string'],
      minimum: 1,
      maximum: 65535,
      examples: [5432],
      markdownDescription: 'The port, from 1 to 65535; a text only for the sake of `${env:NAME}`.',
    },
  };
  return probeSchema(
    'A TCP port that accepts connections. `"host:port"`, an object with `host` and `port`, or a list of these: `"localhost:5432"`.',
    { pattern: ':[^:]+$', patternErrorMessage: 'Write "host:port", such as "localhost:5432".' },
    {
      required: ['host', 'port'],
      properties: {
        ...properties,
        ...probeCommonSchemas(
          'tcp',
          `Default: the service's \`interval\`, else \`watchpost.interval\`.`,
          PROBE_FORMS.tcp.facts,
        ),
      },
    },
    [
      { label: 'host:port', body: '${1:localhost}:${2:5432}' },
      { label: 'With times', body: { host: '${1:localhost}', port: '^${2:5432}', interval: '${3:10s}' } },
    ],
  );
}

function commandSchema(): Schema {
  const words = {
    type: 'array',
    minItems: 1,
    items: { type: 'string' },
    markdownDescription: `The program and its arguments, each a text of its own. No shell reads them. ${WITH_SECRETS} The program itself cannot be a secret.`,
  };
  const properties: Record<(typeof COMMAND_KEYS)[number], Schema> = {
    command: words,
    cwd: text(`The folder that the command runs in. Default: the workspace folder. ${WITHOUT_SECRETS}`, [
      '${workspaceFolder}',
    ]),
    env: {
      type: 'object',
      additionalProperties: { type: 'string' },
      markdownDescription: `Environment variables beside the editor's own. ${WITH_SECRETS}`,
    },
  };
  const object = {
    required: ['command'],
    properties: { ...properties, ...probeCommonSchemas('command', atLeast('30s'), PROBE_FORMS.command.facts) },
    additionalProperties: false,
  };
  return {
    type: ['array', 'object'],
    minItems: 1,
    ...object,
    // A list of texts is one command; a list of lists or objects is several.
    items: { type: ['string', 'array', 'object'], items: { type: 'string' }, ...object },
    defaultSnippets: [
      { label: 'Command', body: ['${1:node}', '${2:health.js}'] },
      {
        label: 'Command in a folder',
        body: { command: ['${1:node}', '${2:health.js}'], cwd: '\\${workspaceFolder}/${3:api}' },
      },
    ],
    markdownDescription:
      'A command whose exit code and output tell the health: the program and its arguments as a list of texts, an object with `command`, or a list of these: `["node", "health.js"]`.',
  };
}

function databaseSchema(name: 'postgres' | 'redis', what: string, example: string, pattern: string): Schema {
  const short = { pattern, patternErrorMessage: `Write a URL such as "${example}".` };
  const properties: Record<(typeof DATABASE_KEYS)[number], Schema> = {
    url: { ...text(`The connection URL. ${WITH_SECRETS} A secret cannot be part of the host.`, [example]), ...short },
  };
  const withPassword =
    name === 'postgres'
      ? 'postgresql://${1:user}:\\${secret:${2:database}}@${3:localhost}/${4:database}'
      : 'redis://:\\${secret:${1:redis}}@${2:localhost}:6379';
  return probeSchema(
    `${what} A URL, an object with \`url\`, or a list of these: \`"${example}"\`.`,
    short,
    {
      required: ['url'],
      properties: {
        ...properties,
        ...probeCommonSchemas(
          name,
          `Default: the service's \`interval\`, else \`watchpost.interval\`.`,
          PROBE_FORMS[name].facts,
        ),
      },
    },
    [
      { label: 'URL', body: example },
      { label: 'URL with password', body: withPassword },
    ],
  );
}
