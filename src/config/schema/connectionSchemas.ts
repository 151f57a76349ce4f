import type { ProbeKind } from '../../model/probe.ts';
import { type DNS_KEYS, RECORD_TYPES } from '../probes/dns.ts';
import type { GRPC_KEYS } from '../probes/grpc.ts';
import type { PUSH_KEYS } from '../probes/push.ts';
import { PROBE_FORMS } from '../probes/registry.ts';
import type { TCP_KEYS } from '../probes/tcp.ts';
import type { TLS_PROBE_KEYS } from '../probes/tls.ts';
import type { WEBSOCKET_KEYS } from '../probes/websocket.ts';
import { atLeast, probeSchema } from './probeSchema.ts';
import { requestSchemas } from './requestSchemas.ts';
import { duration, type Schema, text, WITH_SECRETS, WITHOUT_SECRETS } from './schema.ts';
import { probeCommonSchemas } from './timingSchema.ts';

const OWN_INTERVAL = "Default: the service's `interval`, else `watchpost.interval`.";

/** The probes that make a connection and speak something else than plain HTTP over it. */
export function connectionSchemas(): Record<
  Extract<ProbeKind, 'tcp' | 'tls' | 'grpc' | 'websocket' | 'dns' | 'push'>,
  Schema
> {
  return {
    tcp: tcpSchema(),
    tls: tlsProbeSchema(),
    grpc: grpcSchema(),
    websocket: websocketSchema(),
    dns: dnsSchema(),
    push: pushSchema(),
  };
}

function tcpSchema(): Schema {
  const properties: Record<(typeof TCP_KEYS)[number], Schema> = addressSchemas(5432);
  return probeSchema(
    'A TCP port that accepts connections. `"host:port"`, an object with `host` and `port`, or a list of these: `"localhost:5432"`.',
    { pattern: ':[^:]+$', patternErrorMessage: 'Write "host:port", such as "localhost:5432".' },
    {
      required: ['host', 'port'],
      properties: {
        ...properties,
        ...probeCommonSchemas('tcp', OWN_INTERVAL, PROBE_FORMS.tcp.facts),
      },
    },
    [
      { label: 'host:port', body: '${1:localhost}:${2:5432}' },
      { label: 'With times', body: { host: '${1:localhost}', port: '^${2:5432}', interval: '${3:10s}' } },
    ],
  );
}

function addressSchemas(port: number, byDefault = ''): Record<'host' | 'port', Schema> {
  return {
    host: text(`The host's name or address. ${WITHOUT_SECRETS}`, ['localhost']),
    port: {
      type: ['integer', 'string'],
      minimum: 1,
      maximum: 65535,
      examples: [port],
      markdownDescription: `The port, from 1 to 65535; a text only for the sake of \`\${env:NAME}\`.${byDefault}`,
    },
  };
}

function tlsProbeSchema(): Schema {
  const { tls, proxy } = requestSchemas();
  const properties: Record<(typeof TLS_PROBE_KEYS)[number], Schema> = {
    ...addressSchemas(443, ' Default: `443`.'),
    warn: duration(
      'With less than this to the end of a certificate of the chain, the probe is `degraded`. Default: `14d`.',
      ['7d', '14d', '30d'],
    ),
    tls,
    proxy,
  };
  return probeSchema(
    'A TLS certificate: days to its end, chain, host name, issuer. `"host"`, `"host:port"`, an object with `host`, or a list of these: `"example.com"`.',
    {},
    {
      required: ['host'],
      properties: { ...properties, ...probeCommonSchemas('tls', atLeast('1m'), PROBE_FORMS.tls.facts) },
    },
    [
      { label: 'Host', body: '${1:example.com}' },
      { label: 'With days', body: { host: '${1:example.com}', port: '^${2:443}', warn: '${3:30d}' } },
    ],
  );
}

function grpcSchema(): Schema {
  const { tls, proxy } = requestSchemas();
  const properties: Record<(typeof GRPC_KEYS)[number], Schema> = {
    ...addressSchemas(50051),
    service: text(`Whose health is asked for. Default: that of the whole server. ${WITHOUT_SECRETS}`, [
      'shop.v1.Orders',
    ]),
    headers: headersSchema('Metadata of the call, by name.'),
    tls: {
      ...tls,
      type: ['boolean', 'object'],
      markdownDescription: `\`true\`, or how the TLS connection is made. Default: \`false\`, plain HTTP/2. ${String(tls['markdownDescription'])}`,
    },
    proxy,
  };
  return probeSchema(
    'A gRPC server that offers the standard health service (`grpc.health.v1`). `"host:port"`, an object with `host` and `port`, or a list of these: `"localhost:50051"`.',
    { pattern: ':[^:]+$', patternErrorMessage: 'Write "host:port", such as "localhost:50051".' },
    {
      required: ['host', 'port'],
      properties: { ...properties, ...probeCommonSchemas('grpc', OWN_INTERVAL, PROBE_FORMS.grpc.facts) },
    },
    [
      { label: 'host:port', body: '${1:localhost}:${2:50051}' },
      {
        label: 'Service over TLS',
        body: { host: '${1:localhost}', port: '^${2:50051}', service: '${3:shop.v1.Orders}', tls: true },
      },
    ],
  );
}

function websocketSchema(): Schema {
  const { auth, tls, proxy } = requestSchemas();
  const pattern = {
    pattern: '^(?:[wW][sS][sS]?://|\\$\\{)',
    patternErrorMessage: 'Write a URL that begins with ws:// or wss://, such as "ws://localhost:3000/socket".',
  };
  const properties: Record<(typeof WEBSOCKET_KEYS)[number], Schema> = {
    url: {
      ...text(`The URL of the WebSocket. ${WITH_SECRETS} A secret cannot be part of the host.`, [
        'ws://localhost:3000/socket',
      ]),
      ...pattern,
    },
    headers: headersSchema('Headers of the handshake, by name.'),
    protocols: {
      type: 'array',
      items: { type: 'string', minLength: 1 },
      maxItems: 10,
      examples: [['graphql-transport-ws']],
      markdownDescription: 'The subprotocols that are offered, of which the server must take one.',
    },
    send: text(`A message that is sent once the connection is open; an answer is then awaited. ${WITH_SECRETS}`, [
      'ping',
    ]),
    expect: text(
      'A message that must come: a text, `pat(*pong*)` or `any(…)`. Messages that are something else are passed over until the timeout.',
      ['pong', 'pat(*pong*)'],
    ),
    auth,
    tls,
    proxy,
  };
  return probeSchema(
    'A WebSocket that can be opened and, if you say so, answers. A URL, an object with `url`, or a list of these: `"ws://localhost:3000/socket"`.',
    pattern,
    {
      required: ['url'],
      properties: { ...properties, ...probeCommonSchemas('websocket', OWN_INTERVAL, PROBE_FORMS.websocket.facts) },
    },
    [
      { label: 'URL', body: 'ws://localhost:${1:3000}/${2:socket}' },
      {
        label: 'With an answer',
        body: { url: 'ws://localhost:${1:3000}/${2:socket}', send: '${3:ping}', expect: '${4:pong}' },
      },
    ],
  );
}

function dnsSchema(): Schema {
  const properties: Record<(typeof DNS_KEYS)[number], Schema> = {
    query: text(`The name that is looked up; with \`PTR\` an address. ${WITHOUT_SECRETS}`, ['example.com']),
    type: { enum: RECORD_TYPES, markdownDescription: 'The type of the records. Default: `A`.' },
    server: text(
      `The name server that is asked: an IP address, with a port where it is not 53. Default: those of the system. ${WITHOUT_SECRETS}`,
      ['1.1.1.1', '127.0.0.1:5353'],
    ),
    expect: {
      type: ['string', 'array'],
      items: { type: 'string', minLength: 1 },
      examples: ['10.0.0.7', ['10.0.0.7', '10.0.0.8']],
      markdownDescription: 'What must be among the answers: a text, or a list of texts.',
    },
  };
  return probeSchema(
    'A name that can be looked up. The name, an object with `query`, or a list of these: `"example.com"`.',
    {},
    {
      required: ['query'],
      properties: { ...properties, ...probeCommonSchemas('dns', atLeast('30s'), PROBE_FORMS.dns.facts) },
    },
    [
      { label: 'Name', body: '${1:example.com}' },
      {
        label: 'Records of a server',
        body: { query: '${1:example.com}', type: 'A', server: '${2:1.1.1.1}', expect: '${3:10.0.0.7}' },
      },
    ],
  );
}

function pushSchema(): Schema {
  const properties: Record<(typeof PUSH_KEYS)[number], Schema> = {
    every: duration('How often the job calls, from `5s` to `31d`.', ['5m', '1h', '1d']),
    tolerance: duration('How much later it may be, up to `7d`. Default: a tenth of `every`, from `5s` to `10m`.', [
      '1m',
      '10m',
    ]),
  };
  return probeSchema(
    'A job that calls an address of Watchpost by itself, on this machine: late when it is silent. _Copy Heartbeat Address_ in the menu of the row gives the address. How often it calls, an object with `every`, or a list of these: `"1h"`.',
    {},
    {
      required: ['every'],
      properties: { ...properties, ...probeCommonSchemas('push', OWN_INTERVAL, PROBE_FORMS.push.facts) },
    },
    [
      { label: 'Every hour', body: '${1:1h}' },
      { label: 'With tolerance', body: { every: '${1:1d}', tolerance: '${2:1h}' } },
    ],
  );
}

function headersSchema(what: string): Schema {
  return {
    type: 'object',
    additionalProperties: { type: 'string' },
    examples: [{ Authorization: 'Bearer ${secret:token}' }],
    markdownDescription: `${what} ${WITH_SECRETS}`,
  };
}
