/** A service to put under `name` in `watchpost.services`. */
export interface NewService {
  readonly name: string;
  readonly service: NewServiceSettings;
}

/** Settings of a service: a probe's value by its key, or several. */
export type NewServiceSettings = Readonly<Record<string, unknown>>;

const DATABASES: Readonly<Record<string, 'postgres' | 'redis'>> = {
  'postgres:': 'postgres',
  'postgresql:': 'postgres',
  'redis:': 'redis',
  'rediss:': 'redis',
};

/**
 * The settings of a first service for what the user typed: a URL (the scheme of HTTP may be missing) or `host:port` of
 * something that is not HTTP after `tcp://`. A password in it becomes a secret, so that it never gets into a file.
 */
export function newServiceSnippet(typed: string): NewService | undefined {
  const trimmed = typed.trim();
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`;
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.hostname === '') return undefined;
  const port = url.port === '' ? '' : `-${url.port}`;
  const name = `${url.hostname.replace(/^\[|\]$/g, '').replace(/[^\w.-]/g, '-')}${port}`;
  if (url.protocol === 'tcp:') {
    return url.port === '' ? undefined : { name, service: { tcp: `${url.hostname}:${url.port}` } };
  }
  const database = Object.hasOwn(DATABASES, url.protocol) ? DATABASES[url.protocol] : undefined;
  if (database === undefined && url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  const key = database ?? (/\/(?:metrics|prometheus)\/?$/.test(url.pathname) ? 'metrics' : 'health');
  return { name, service: { [key]: hidePassword(text, url, name) } };
}

/** The settings of a service that has these probes; several under one key are a list. */
export function serviceOf(
  probes: readonly { readonly setting: string; readonly value: unknown }[],
): NewServiceSettings {
  const service: Record<string, unknown> = {};
  for (const setting of new Set(probes.map((probe) => probe.setting))) {
    const values = probes.filter((probe) => probe.setting === setting).map(({ value }) => value);
    service[setting] = values.length === 1 ? values[0] : values;
  }
  return service;
}

function hidePassword(text: string, url: URL, name: string): string {
  if (url.password === '') return text;
  const [, before, rest] = /^([^:]+:\/\/[^:]*:)[^/?#]*(@[^/?#@]*.*)$/s.exec(text) ?? [];
  return before === undefined ? text : `${before}\${secret:${name}}${rest}`;
}
