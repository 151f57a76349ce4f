import { asList, asObject, asText, type Dictionary, type DiscoverFile } from '../discoverFile.ts';
import { optional, secretPlace } from '../found.ts';

/** What probes a target as a blackbox_exporter's module does: the service's key and its value. */
export interface ModuleProbe {
  readonly setting: string;
  readonly value: unknown;
  readonly notes: readonly string[];
}

/** The module of that name in the blackbox_exporter's configuration among `files`, or what its usual name stands for. */
export function blackboxModule(name: string, files: readonly DiscoverFile[]): Dictionary | undefined {
  for (const file of files) {
    if (!file.text.includes('modules')) continue;
    for (const document of file.documents()) {
      const module = asObject(asObject(document)['modules'])[name];
      if (asText(asObject(module)['prober']) !== undefined) return asObject(module);
    }
  }
  // The names in blackbox_exporter's own example configuration.
  const [, prober] = /^(http|tcp|dns|grpc|icmp)(?:_|$)/.exec(name) ?? [];
  return prober === undefined ? undefined : { prober };
}

/** How Watchpost looks at `target` as `module` would have it; undefined for what it cannot (ICMP). */
export function probeOfModule(module: Dictionary, target: string, service: string): ModuleProbe | undefined {
  const prober = asText(module['prober']);
  const timeout = optional('timeout', asText(module['timeout']));
  switch (prober) {
    case 'http':
      return httpProbe(asObject(module['http']), target, service, timeout);
    case 'tcp': {
      const tls = asObject(module['tcp'])['tls'] === true;
      const [, host, port] = /^(.*):(\d+)$/.exec(target) ?? [];
      if (host === undefined || port === undefined) return undefined;
      return { setting: tls ? 'tls' : 'tcp', value: { host, port: Number(port), ...timeout }, notes: [] };
    }
    case 'grpc': {
      const grpc = asObject(module['grpc']);
      const [, host, port] = /^(.*):(\d+)$/.exec(target) ?? [];
      if (host === undefined || port === undefined) return undefined;
      const value = { host, port: Number(port), ...optional('service', asText(grpc['service'])), ...timeout };
      return { setting: 'grpc', value: grpc['tls'] === true ? { ...value, tls: true } : value, notes: [] };
    }
    case 'dns': {
      const dns = asObject(module['dns']);
      const query = asText(dns['query_name']);
      const type = asText(dns['query_type']);
      const server = /^[\d.]+(?::\d+)?$/.test(target) ? target : undefined;
      if (query === undefined || server === undefined) return undefined;
      return { setting: 'dns', value: { query, ...optional('type', type), server, ...timeout }, notes: [] };
    }
    default:
      return undefined;
  }
}

function httpProbe(http: Dictionary, target: string, service: string, timeout: Dictionary): ModuleProbe {
  const notes: string[] = [];
  const url = /^https?:\/\//.test(target) ? target : `http://${target}`;
  const codes = asList(http['valid_status_codes']).filter((code) => typeof code === 'number');
  const headers = Object.entries(asObject(http['headers'])).flatMap(([name, value]) => {
    const text = asText(value);
    return text === undefined
      ? []
      : [[name, /^(?:authorization|cookie)$/i.test(name) ? secretPlace(service, name) : text]];
  });
  const tls = tlsOf(http['tls_config']);
  const method = asText(http['method']);
  if (asText(http['body']) !== undefined) notes.push('the body of the request was left out');
  return {
    setting: 'health',
    value: {
      url,
      ...(method !== undefined && method !== 'GET' && { method }),
      ...(codes.length > 0 && { expectedStatus: codes }),
      ...(headers.length > 0 && { headers: Object.fromEntries(headers) as Dictionary }),
      ...authOf(http, service),
      ...(tls !== undefined && { tls }),
      ...timeout,
    },
    notes,
  };
}

/** Who asks, in the words of Prometheus' `http_config`; what is a secret there is one here, to be typed in. */
export function authOf(config: Dictionary, service: string): Dictionary {
  const basic = asObject(config['basic_auth']);
  const user = asText(basic['username']);
  if (user !== undefined) return { auth: { basic: { user, password: secretPlace(service, 'password') } } };
  const authorization = asObject(config['authorization']);
  const type = asText(authorization['type']) ?? 'Bearer';
  const hasBearer = config['bearer_token'] !== undefined || config['bearer_token_file'] !== undefined;
  if (Object.keys(authorization).length === 0 && !hasBearer) return {};
  const secret = secretPlace(service, 'token');
  return /^bearer$/i.test(type)
    ? { auth: { bearer: secret } }
    : { auth: { apiKey: { header: 'Authorization', value: `${type} ${secret}` } } };
}

/** Whom to trust, in the words of Prometheus' `tls_config`; its files lie in `folder` or below. */
export function tlsOf(config: unknown, folder = ''): Dictionary | undefined {
  const tls = asObject(config);
  const found = {
    ...optional('caFile', fileOf(tls['ca_file'], folder)),
    ...optional('certFile', fileOf(tls['cert_file'], folder)),
    ...optional('keyFile', fileOf(tls['key_file'], folder)),
    ...optional('serverName', asText(tls['server_name'])),
    ...(tls['insecure_skip_verify'] === true && { insecureSkipVerify: true }),
  };
  return Object.keys(found).length === 0 ? undefined : found;
}

function fileOf(value: unknown, folder: string): string | undefined {
  const path = asText(value);
  return path === undefined || path.startsWith('/') ? path : `${folder}${path.replace(/^\.\//, '')}`;
}
