import { asList, asObject, asText, type Dictionary } from '../discoverFile.ts';
import { type DiscoverFormat, type Found, optional, secretPlace } from '../found.ts';

/** Uptime Kuma's JSON backup: a service for each monitor of a kind that Watchpost has. */
export const uptimeKumaFormat: DiscoverFormat = {
  name: 'Uptime Kuma',
  read(file) {
    if (!file.name.endsWith('.json') || !file.text.includes('monitorList')) return [];
    return file.documents().flatMap((document) => {
      const monitors = asList(asObject(document)['monitorList']).map(asObject);
      const groups = new Map(monitors.filter(({ type }) => type === 'group').map(({ id, name }) => [id, asText(name)]));
      return monitors.flatMap((monitor) => readMonitor(monitor, groups.get(monitor['parent'])));
    });
  },
};

function readMonitor(monitor: Dictionary, group: string | undefined): Found[] {
  const name = asText(monitor['name']);
  if (name === undefined) return [];
  const notes: string[] = [];
  const probe = probeOf(monitor, name, notes);
  if (probe === undefined) return [];
  const [setting, value] = probe;
  const interval = secondsOf(monitor['interval']);
  const retries = monitor['maxretries'];
  const timing = {
    ...optional('interval', setting === 'push' ? undefined : interval),
    ...optional('timeout', setting === 'push' ? undefined : secondsOf(monitor['timeout'])),
    ...(typeof retries === 'number' && retries > 0 && retries < 100 && { retries }),
  };
  const paused = monitor['active'] === false || monitor['active'] === 0 ? { enabled: false } : {};
  return [
    {
      key: asText(monitor['id']) ?? name,
      name,
      service: { ...optional('group', group), ...paused, [setting]: { ...value, ...timing } },
      notes,
    },
  ];
}

function probeOf(monitor: Dictionary, name: string, notes: string[]): readonly [string, Dictionary] | undefined {
  const [host, port] = [asText(monitor['hostname']), Number(monitor['port'])];
  switch (monitor['type']) {
    case 'http':
    case 'keyword':
    case 'json-query':
      return ['health', httpProbe(monitor, name, notes)];
    case 'port':
      return host === undefined || !(port > 0) ? undefined : ['tcp', { host, port }];
    case 'dns': {
      const server = asText(monitor['dns_resolve_server']);
      const withPort = server !== undefined && port > 0 && port !== 53 ? `${server}:${port}` : server;
      return host === undefined
        ? undefined
        : [
            'dns',
            { query: host, ...optional('type', asText(monitor['dns_resolve_type'])), ...optional('server', withPort) },
          ];
    }
    case 'push':
      notes.push('the job needs the new address: Copy Heartbeat Address');
      return ['push', { every: secondsOf(monitor['interval']) ?? '1m' }];
    case 'redis':
    case 'postgres': {
      notes.push('the connection string was not taken over');
      return undefined;
    }
    default:
      return undefined;
  }
}

function httpProbe(monitor: Dictionary, name: string, notes: string[]): Dictionary {
  const method = asText(monitor['method']);
  const redirects = monitor['maxredirects'];
  const insecure = monitor['ignoreTls'] === true || monitor['ignoreTls'] === 1;
  if (asText(monitor['body']) !== undefined) notes.push('the body of the request was left out');
  const user = asText(monitor['basic_auth_user']);
  const keyword = monitor['type'] === 'keyword' ? asText(monitor['keyword']) : undefined;
  const inverted = monitor['invertKeyword'] === true || monitor['invertKeyword'] === 1;
  const headers = headersOf(monitor['headers'], name);
  return {
    url: asText(monitor['url']) ?? '',
    ...(method !== undefined && method !== 'GET' && { method }),
    ...headers,
    ...(user !== undefined && { auth: { basic: { user, password: secretPlace(name, 'password') } } }),
    ...(typeof redirects === 'number' && redirects >= 0 && redirects <= 20 && { maxRedirects: redirects }),
    ...(insecure && { tls: { insecureSkipVerify: true } }),
    ...expectedOf(monitor['accepted_statuscodes']),
    ...(keyword !== undefined && { assert: [`[BODY] ${inverted ? '!=' : '=='} pat(*${keyword}*)`] }),
  };
}

function headersOf(value: unknown, name: string): Dictionary {
  const text = asText(value);
  if (text === undefined) return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return {}; // what is no JSON is sent by Uptime Kuma neither
  }
  const headers = Object.entries(asObject(parsed)).flatMap(([header, raw]): [string, string][] => {
    const one = asText(raw);
    if (one === undefined) return [];
    return [[header, /^(?:authorization|cookie|.*(?:key|token))$/i.test(header) ? secretPlace(name, header) : one]];
  });
  return headers.length === 0 ? {} : { headers: Object.fromEntries(headers) };
}

/** `200-299` is a class; other ranges are taken as what they begin with. */
function expectedOf(value: unknown): Dictionary {
  const codes = asList(value).flatMap((code): (string | number)[] => {
    const text = asText(code) ?? '';
    const [, hundred] = /^([1-5])00-\1\d\d$/.exec(text) ?? [];
    return hundred !== undefined ? [`${hundred}xx`] : /^[1-5]\d\d$/.test(text) ? [Number(text)] : [];
  });
  return codes.length === 0 || (codes.length === 1 && codes[0] === '2xx') ? {} : { expectedStatus: codes };
}

function secondsOf(value: unknown): string | undefined {
  const seconds = Number(value);
  return seconds >= 1 && seconds <= 604_800 ? `${Math.round(seconds)}s` : undefined;
}
