import { parseAssertion } from '../../../config/assertions/parseAssertion.ts';
import { asList, asObject, asText, type Dictionary } from '../discoverFile.ts';
import { type DiscoverFormat, type Found, optional, secretPlace } from '../found.ts';

const SECRET_HEADER = /^(?:authorization|cookie|x-api-key|api-key|x-auth-token|private-token)$/i;

/** Gatus' configuration: a service for each endpoint, with its conditions as assertions. */
export const gatusFormat: DiscoverFormat = {
  name: 'Gatus',
  read(file) {
    if (!file.text.includes('conditions')) return [];
    return file
      .documents()
      .flatMap((document) => asList(asObject(document)['endpoints']).flatMap((one) => readEndpoint(asObject(one))));
  },
};

function readEndpoint(endpoint: Dictionary): Found[] {
  const name = asText(endpoint['name']);
  const url = gatusText(endpoint['url']);
  if (name === undefined || url === undefined || !Array.isArray(endpoint['conditions'])) return [];
  const group = asText(endpoint['group']);
  const notes: string[] = [];
  const probe = probeOf(endpoint, name, url, notes);
  if (probe === undefined) return [];
  const [setting, value] = probe;
  const { asserted, left } = conditions(endpoint['conditions'], setting);
  for (const condition of left) notes.push(`the condition ${condition} was left out`);
  const interval = optional('interval', asText(endpoint['interval']));
  const enabled = endpoint['enabled'] === false ? { enabled: false } : {};
  const whole = { ...value, ...interval, ...(asserted.length > 0 && { assert: asserted }) };
  return [
    {
      key: `${group ?? ''}/${name}`,
      name,
      service: { ...optional('group', group), ...enabled, [setting]: whole },
      notes,
    },
  ];
}

function probeOf(
  endpoint: Dictionary,
  name: string,
  url: string,
  notes: string[],
): readonly [string, Dictionary] | undefined {
  const client = asObject(endpoint['client']);
  const timeout = optional('timeout', asText(client['timeout']));
  const tls = client['insecure'] === true ? { tls: { insecureSkipVerify: true } } : {};
  const dns = asObject(endpoint['dns']);
  const query = asText(dns['query-name']);
  if (query !== undefined) {
    const server = /^[\d.]+(?::\d+)?$/.test(url) ? { server: url } : {};
    return [
      'dns',
      { query: query.replace(/\.$/, ''), ...optional('type', asText(dns['query-type'])), ...server, ...timeout },
    ];
  }
  const [, scheme = '', rest = ''] = /^([a-z]+):\/\/(.*)$/s.exec(url) ?? [];
  const [, host = '', port] = /^([^/:]+|\[[^\]]*\])(?::(\d+))?/.exec(rest) ?? [];
  switch (scheme) {
    case 'http':
    case 'https': {
      const method = asText(endpoint['method']);
      const body = gatusText(endpoint['body']);
      const headers = headersOf(endpoint['headers'], name);
      const redirects = client['ignore-redirect'] === true ? { maxRedirects: 0 } : {};
      return [
        'health',
        { url, ...optional('method', method), ...headers, ...optional('body', body), ...redirects, ...tls, ...timeout },
      ];
    }
    case 'tcp':
      return port === undefined ? undefined : ['tcp', { host, port: Number(port), ...timeout }];
    case 'tls':
      return ['tls', { host, ...(port !== undefined && { port: Number(port) }), ...timeout }];
    case 'ws':
    case 'wss':
      return ['websocket', { url, ...optional('send', gatusText(endpoint['body'])), ...tls, ...timeout }];
    default:
      notes.push(`${scheme}:// is not looked at`);
      return undefined;
  }
}

function headersOf(value: unknown, name: string): Dictionary {
  const headers = Object.entries(asObject(value)).flatMap(([header, raw]): [string, string][] => {
    const text = gatusText(raw);
    if (text === undefined) return [];
    return [[header, SECRET_HEADER.test(header) && !text.startsWith('${env:') ? secretPlace(name, header) : text]];
  });
  return headers.length === 0 ? {} : { headers: Object.fromEntries(headers) };
}

/** What each kind of probe can assert, as far as Gatus asks for it. */
const FACTS: Readonly<Record<string, RegExp>> = {
  health: /\[(?:STATUS|BODY|RESPONSE_TIME|CONNECTED|CERTIFICATE_EXPIRATION|IP)\]/,
  websocket: /\[(?:BODY|RESPONSE_TIME|CONNECTED|CERTIFICATE_EXPIRATION)\]/,
  tcp: /\[(?:CONNECTED|RESPONSE_TIME)\]/,
  tls: /\[(?:CONNECTED|RESPONSE_TIME|CERTIFICATE_EXPIRATION)\]/,
  dns: /\[RESPONSE_TIME\]/,
};

function conditions(list: readonly unknown[], setting: string): { asserted: string[]; left: string[] } {
  const asserted: string[] = [];
  const left: string[] = [];
  for (const item of list) {
    const text = asText(item);
    if (text === undefined) continue;
    // A probe is up only where these hold anyway.
    if (/^\[CONNECTED\] == true$/.test(text) || text === '[DNS_RCODE] == NOERROR') continue;
    const asked = setting === 'dns' ? text.replace('[BODY]', '[BODY].answers[0]') : text;
    const known = FACTS[setting]?.test(text) === true || (setting === 'dns' && text.startsWith('[BODY]'));
    if (known && parseAssertion(asked).ok) asserted.push(asked);
    else left.push(text);
  }
  return { asserted, left };
}

/** Gatus puts variables of the environment in, as `${NAME}` or `$NAME`; the settings have a way of their own to write them. */
function gatusText(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '') return asText(value);
  const replaced = value.replaceAll(
    /\$\{(\w+)\}|\$([A-Za-z_]\w*)/g,
    (_, braced?: string, bare?: string) => `\0${braced ?? bare}\0`,
  );
  return replaced.includes('${') ? undefined : replaced.replaceAll(/\0(\w+)\0/g, '${env:$1}');
}
