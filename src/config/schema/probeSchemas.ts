import type { ProbeKind } from '../../model/probe.ts';
import type { COMMAND_KEYS } from '../probes/command.ts';
import type { DATABASE_KEYS } from '../probes/database.ts';
import { type HEALTH_KEYS, type HTTP_KEYS, METHODS, type METRICS_KEYS } from '../probes/http.ts';
import { PROBE_FORMS } from '../probes/registry.ts';
import { MAX_STEPS, STEP_FACTS, type STEP_KEYS, type TAKE_KEYS } from '../probes/suite.ts';
import { connectionSchemas } from './connectionSchemas.ts';
import { atLeast, probeSchema } from './probeSchema.ts';
import { requestSchemas } from './requestSchemas.ts';
import { type Schema, text, WITH_SECRETS, WITHOUT_SECRETS } from './schema.ts';
import { assertSchema, probeCommonSchemas } from './timingSchema.ts';

/** The schema of each kind of probe as it stands under its key: short form, long form, or a list of these. */
export function probeSchemas(): Record<ProbeKind, Schema> {
  return {
    http: httpSchema(
      'health',
      'A health endpoint over HTTP. Its body is read, not only its code.',
      'http://localhost:3000/health',
      `Default: the service's \`interval\`, else \`watchpost.interval\`.`,
      {
        expectedStatus: expectedStatusSchema(),
      } satisfies Record<Exclude<(typeof HEALTH_KEYS)[number], (typeof HTTP_KEYS)[number]>, Schema>,
    ),
    ...connectionSchemas(),
    suite: suiteSchema(),
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
        nativeHistograms: {
          type: 'boolean',
          markdownDescription:
            "Whether to ask the target for its native histograms, as Prometheus' `scrape_native_histograms` does it: Prometheus' protobuf format is then preferred, the only one that has them. Classic buckets are kept beside. Default: `false`.",
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
      'A Redis server, which is only read; with `?sentinel=NAME` the master of that name, which the hosts of the URL know as its sentinels.',
      'redis://localhost:6379',
      '^(?:rediss?://|\\$\\{)',
    ),
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
  const properties = requestProperties(example, pattern);
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

function expectedStatusSchema(): Schema {
  return {
    type: ['integer', 'string', 'array'],
    pattern: '^[1-5]([0-9][0-9]|[xX][xX])$',
    items: { type: ['integer', 'string'] },
    examples: [200, '2xx', [200, 204, 401]],
    markdownDescription:
      'The HTTP status that is right: a code, a class such as `"2xx"`, or a list of these. Short for an assertion on `[STATUS]`.',
  };
}

/** The keys of whatever asks over HTTP. */
function requestProperties(example: string, pattern: Schema): Record<(typeof HTTP_KEYS)[number], Schema> {
  return {
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
}

function suiteSchema(): Schema {
  const example = 'http://localhost:3000/login';
  const pattern = {
    pattern: '^(?:[hH][tT][tT][pP][sS]?://|\\$\\{)',
    patternErrorMessage: `Write a URL that begins with http:// or https://, such as "${example}".`,
  };
  const properties: Record<(typeof STEP_KEYS)[number], Schema> = {
    ...requestProperties(example, pattern),
    name: text('What the step is called. Default: its place in the suite.', ['log in']),
    expectedStatus: expectedStatusSchema(),
    assert: assertSchema(STEP_FACTS),
    take: takeSchema(),
  };
  const step = { type: ['string', 'object'], ...pattern, required: ['url'], properties, additionalProperties: false };
  const long = {
    required: ['steps'],
    properties: {
      steps: {
        type: 'array',
        minItems: 1,
        maxItems: MAX_STEPS,
        items: step,
        markdownDescription: 'The requests, one after the other; the first that fails ends the run.',
      },
      ...probeCommonSchemas('suite', atLeast('1m'), PROBE_FORMS.suite.facts),
    },
    additionalProperties: false,
  };
  const login = {
    name: 'log in',
    url: 'http://localhost:${1:3000}/login',
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: '{"user":"${2:user}","password":"\\${secret:${3:password}}"}',
    take: { token: '[BODY].${4:token}' },
  };
  const call = {
    name: 'call',
    url: 'http://localhost:${1:3000}/${5:me}',
    headers: { Authorization: 'Bearer \\${take:token}' },
  };
  return {
    type: ['object', 'array'],
    ...long,
    items: { type: 'object', ...long },
    defaultSnippets: [{ label: 'Log in and call', body: { steps: [login, call] } }],
    markdownDescription:
      'Several requests, one after the other, such as to log in, take a token from the body and call with it. An object with `steps`, or a list of these. `timeout` is that of all steps together.',
  };
}

function takeSchema(): Schema {
  const properties: Record<(typeof TAKE_KEYS)[number], Schema> = {
    from: text('What is taken: `[BODY].access_token` (JSONPath) or `[HEADER].location`.', ['[BODY].access_token']),
    secret: { type: 'boolean', markdownDescription: 'Whether it is kept out of every text. Default: `true`.' },
  };
  return {
    type: 'object',
    propertyNames: { pattern: '^[A-Za-z][A-Za-z0-9_-]*$' },
    additionalProperties: {
      type: ['string', 'object'],
      pattern: '^\\[(?:BODY|HEADER)\\]',
      required: ['from'],
      properties,
      additionalProperties: false,
    },
    examples: [{ token: '[BODY].access_token' }],
    markdownDescription:
      'What later steps use as `${take:NAME}`. It goes where it came from, and elsewhere only where every secret that the suite has used by then may go.',
  };
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
