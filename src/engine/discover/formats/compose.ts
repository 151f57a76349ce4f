import { asList, asObject, asText, type Dictionary } from '../discoverFile.ts';
import { type DiscoverFormat, type Found, optional, secretPlace } from '../found.ts';

/** Compose files: a service for each that publishes a port, asked by its health check where that is one over HTTP. */
export const composeFormat: DiscoverFormat = {
  name: 'Compose',
  read(file) {
    if (!/(?:^|[./_-])compose[\w.-]*\.ya?ml$/i.test(file.name)) return [];
    return file
      .documents()
      .flatMap((document) =>
        Object.entries(asObject(asObject(document)['services'])).flatMap(([name, service]) =>
          readService(name, asObject(service)),
        ),
      );
  },
};

interface Port {
  readonly published: number;
  readonly target: number;
}

function readService(name: string, service: Dictionary): Found[] {
  const ports = asList(service['ports']).flatMap(readPort);
  const [first] = ports;
  if (first === undefined) return [];
  const image = (asText(service['image']) ?? '').replace(/^.*\//, '').replace(/[:@].*$/, '');
  const database = databaseOf(name, image, service, ports);
  const check = asObject(service['healthcheck']);
  const timing = {
    ...optional('interval', asText(check['interval'])),
    ...optional('timeout', asText(check['timeout'])),
    ...(typeof check['retries'] === 'number' && { failureThreshold: check['retries'] }),
  };
  if (database !== undefined) return [{ key: name, name, service: database }];
  const url = healthUrl(check['test'], ports);
  const probe = url === undefined ? { tcp: `localhost:${first.published}` } : { health: { url, ...timing } };
  return [{ key: name, name, service: probe }];
}

/** `8080:80`, `127.0.0.1:8080:80/tcp`, `${PORT:-8080}:80`, or the long syntax; nothing for a range or a port that is not published. */
function readPort(value: unknown): Port[] {
  const long = asObject(value);
  const [published, target] = [long['published'], long['target']].map((port) => portOf(port));
  if (published !== undefined && target !== undefined) return [{ published, target }];
  if (typeof value !== 'string' || value.endsWith('/udp')) return [];
  const [, outer, inner] = /^(?:[\d.]+:|\[[^\]]*\]:)?([^:]+|\$\{[^}]*\}):(\d+)(?:\/tcp)?$/.exec(value) ?? [];
  const [host, container] = [portOf(outer), portOf(inner)];
  return host === undefined || container === undefined ? [] : [{ published: host, target: container }];
}

/** A number, or what a variable of Compose is where it is not set. */
function portOf(value: unknown): number | undefined {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value : '';
  const [, byDefault] = /^\$\{\w+:?-(\d+)\}$/.exec(text) ?? [];
  const port = Number(byDefault ?? (/^\d{1,5}$/.test(text) ? text : NaN));
  return port >= 1 && port <= 65_535 ? port : undefined;
}

/** The URL that a health check asks for inside of the container, on the port that is published for it. */
function healthUrl(test: unknown, ports: readonly Port[]): string | undefined {
  const command = typeof test === 'string' ? test : asList(test).join(' ');
  const [, scheme, port, path = '/'] =
    /\b(https?):\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::(\d+))?(\/[^\s"'|;&)]*)?/.exec(command) ?? [];
  if (scheme === undefined || path.includes('${')) return undefined;
  const inner = Number(port ?? (scheme === 'https' ? 443 : 80));
  const found = ports.find(({ target }) => target === inner);
  return found && `${scheme}://localhost:${found.published}${path}`;
}

function databaseOf(name: string, image: string, service: Dictionary, ports: readonly Port[]): Dictionary | undefined {
  const published = (target: number): number | undefined => ports.find((port) => port.target === target)?.published;
  if (/^(?:postgres|postgis|timescaledb|pgvector)/.test(image)) {
    const port = published(5432);
    if (port === undefined) return undefined;
    const environment = environmentOf(service['environment']);
    const user = environment.get('POSTGRES_USER') ?? 'postgres';
    const database = environment.get('POSTGRES_DB') ?? user;
    const login = `${encodeURIComponent(user)}:${secretPlace(name, 'password')}`;
    return { postgres: `postgresql://${login}@localhost:${port}/${encodeURIComponent(database)}` };
  }
  if (/^(?:redis|valkey|keydb)/.test(image)) {
    const port = published(6379);
    const command = typeof service['command'] === 'string' ? service['command'] : asList(service['command']).join(' ');
    const login = command.includes('--requirepass') ? `:${secretPlace(name, 'password')}@` : '';
    return port === undefined ? undefined : { redis: `redis://${login}localhost:${port}` };
  }
  return undefined;
}

function environmentOf(value: unknown): ReadonlyMap<string, string> {
  const pairs = Array.isArray(value)
    ? value.map((line): [string, unknown] => {
        const [, name = '', text = ''] = /^([^=]*)=(.*)$/s.exec(String(line)) ?? [];
        return [name, text];
      })
    : Object.entries(asObject(value));
  return new Map(
    pairs.flatMap(([name, raw]): [string, string][] => {
      const text = asText(raw);
      return text === undefined ? [] : [[name, text]];
    }),
  );
}
