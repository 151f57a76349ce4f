import type { Template } from '../model/service.ts';
import * as problems from './problems.ts';
import { joinPieces, type Piece, readPieces, toTemplate } from './template.ts';
import type { Value } from './value.ts';

/** The kinds of URL that settings hold, with the schemes of each and the port that it means when it names none. */
export const URL_KINDS = {
  http: { schemes: ['http', 'https'], example: 'http://localhost:3000/health' },
  ws: { schemes: ['ws', 'wss'], example: 'ws://localhost:3000/socket' },
  postgres: { schemes: ['postgresql', 'postgres'], example: 'postgresql://user@localhost/database' },
  redis: { schemes: ['redis', 'rediss'], example: 'redis://localhost:6379' },
} as const satisfies Record<string, { schemes: readonly string[]; example: string }>;
export type UrlKind = keyof typeof URL_KINDS;

/** A URL with its secrets still names, and the place that it leads to. */
export interface UrlTemplate {
  readonly template: Template;
  /** `https://host`, `http://localhost:3000`, `postgres://host:5432`, `rediss://host:6379`. */
  readonly origin: string;
}

// Stands for a secret (or a variable) while the URL is taken apart: survives parsing unchanged in every part but a port.
const MARK = 'zzsecretzz';
/** The query of a Redis URL that leads to sentinels. */
const SENTINEL = /\?(?:[^#]*&)?sentinel=/;
const CREDENTIAL_PARAMETERS =
  /^(?:access_?token|api_?key|auth|key|(?:sentinel_?)?passw(?:or)?d|pwd|secret|sig(?:nature)?|token)$/i;

/**
 * The URL at `at`; undefined (and reported) where it is none, or a secret would choose the scheme, host or port.
 * Secrets may stand in user, password, path and query.
 */
export function readUrl(at: Value, kind: UrlKind): UrlTemplate | undefined {
  const { schemes, example } = URL_KINDS[kind];
  const pieces = readPieces(at, `a URL, such as "${example}",`);
  if (pieces === undefined) return undefined;
  const refuse = (problem: Parameters<typeof at.context.report>[0]): undefined =>
    at.context.report(problem) as undefined;

  const text = joinPieces(pieces, MARK);
  if (text === '') return refuse(problems.badUrl(at.path, `The URL is empty. Write one such as "${example}".`));
  if (/[\s\\\p{Cc}]/u.test(text)) {
    return refuse(
      problems.badUrl(at.path, 'The URL holds a space, a line break or a backslash. Remove it or encode it.'),
    );
  }
  const parts = takeApart(text);
  if (parts === undefined) {
    return refuse(
      problems.badUrl(at.path, `The URL has no scheme. Begin it with \`${schemes[0]}://\`, such as "${example}".`),
    );
  }
  const { scheme, userInfo, hostAndPort } = parts;
  if (scheme.includes(MARK) || hostAndPort.includes(MARK)) return refuse(problems.secretInHost(at.path));
  if (!schemes.some((allowed) => allowed === scheme)) {
    return refuse(problems.badScheme(at.path, scheme, schemes, settingFor(scheme)));
  }
  // Sentinels are several; each of them may say where the password goes, so the origin holds them all.
  const areSentinels = kind === 'redis' && SENTINEL.test(parts.rest);
  const addresses = areSentinels ? hostAndPort.split(',') : [hostAndPort];
  const hosts = addresses.map((address) => /^(\[[^\]]*\]|[^:[\]]*)(?::(.*))?$/.exec(address) ?? []);
  if (hosts.some(([, host = '']) => host === '')) {
    return refuse(problems.badUrl(at.path, `The URL has no host. Write one such as "${example}".`));
  }
  if (hosts.some(([, , port]) => port !== undefined && !isPort(port))) return refuse(problems.badPort(at.path));
  const urls = addresses.map((address) => {
    const whole = `${scheme}://${userInfo === '' ? '' : `${userInfo}@`}${address}${parts.rest}`;
    return URL.canParse(whole) ? new URL(whole) : undefined;
  });
  const [url] = urls;
  // Beyond http, the parser lets any host pass; a list of hosts has no one origin. `%2F` begins a Unix socket's folder.
  const plainHost = hosts.every(
    ([, host = '']) =>
      kind === 'http' ||
      kind === 'ws' ||
      /^(?:[\w.~-]+|\[[\da-f:.]+\])$/i.test(host) ||
      (kind === 'postgres' && /^%2F(?:[\w.~-]|%2F)*$/i.test(host)),
  );
  if (url === undefined || !plainHost || url.hostname === '') {
    return refuse(problems.badUrl(at.path, `The host of the URL cannot be read. Write a URL such as "${example}".`));
  }
  if (url.hostname.includes(MARK)) return refuse(problems.secretInHost(at.path));
  if (kind !== 'http' && kind !== 'ws' && url.hash !== '') {
    return refuse(problems.badUrl(at.path, 'The URL holds a `#`. Write it as `%23`.'));
  }
  if (kind === 'redis' && !/^\/?\d{0,6}$/.test(url.pathname)) {
    return refuse(problems.badUrl(at.path, 'The path of a Redis URL is the number of a database, such as `/0`.'));
  }
  if (kind === 'postgres') {
    const parameter = [...url.searchParams.keys()].find((name) => /^(?:host|hostaddr|port|service)$/i.test(name));
    if (parameter !== undefined) return refuse(problems.hostInQuery(at.path, parameter));
  }
  if (hasPlainCredential(pieces)) at.context.report(problems.plainSecret(at.path, 'A password in the URL'));
  // What stands before the `@` is split by the engine as here; an `@` in it is ambiguous between parsers.
  if (userInfo.includes('@')) {
    return refuse(problems.badUrl(at.path, 'User and password hold an `@`. Write it as `%40`.'));
  }
  const origin = areSentinels ? originOfSentinels(urls.filter((one) => one !== undefined)) : originOf(url);
  return { template: toTemplate(at, pieces), origin };
}

/** The origin of `url` as secrets are bound to it: with the usual port for PostgreSQL and Redis, without it for HTTP. */
export function originOf(url: URL): string {
  switch (url.protocol) {
    case 'postgres:':
    case 'postgresql:':
      return `postgres://${databaseHost(url.hostname)}:${url.port === '' ? 5432 : url.port}`;
    case 'redis:':
    case 'rediss:':
      return `${url.protocol}//${databaseHost(url.hostname)}:${url.port === '' ? 6379 : url.port}`;
    default:
      return url.origin;
  }
}

/** As `originOf`, of all sentinels, which have a usual port of their own: `redis://a:26379,b:26379`. */
function originOfSentinels(urls: readonly URL[]): string {
  const [scheme = ''] = urls.map(({ protocol }) => protocol);
  const hosts = urls.map(({ hostname, port }) => `${databaseHost(hostname)}:${port === '' ? 26_379 : port}`);
  return `${scheme}//${hosts.join(',')}`;
}

/** A Unix socket's folder keeps its case; every other host is the same in any. */
function databaseHost(hostname: string): string {
  return /^%2F/i.test(hostname) ? encodeURIComponent(decodeURIComponent(hostname)) : hostname.toLowerCase();
}

/** Whether `text` is a port from 1 to 65535 in digits. */
export function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65535;
}

function takeApart(text: string): { scheme: string; userInfo: string; hostAndPort: string; rest: string } | undefined {
  const [, scheme, authority, rest] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/is.exec(text) ?? [];
  if (scheme === undefined || authority === undefined || rest === undefined) return undefined;
  const at = authority.lastIndexOf('@');
  return {
    scheme: scheme.toLowerCase(),
    userInfo: at < 0 ? '' : authority.slice(0, at),
    hostAndPort: authority.slice(at + 1),
    rest,
  };
}

/** Whether a password or a token stands in the settings themselves, rather than as a secret or a variable. */
function hasPlainCredential(pieces: readonly Piece[]): boolean {
  const parts = takeApart(pieces.map((piece) => (piece.kind === 'literal' ? piece.text : MARK)).join(''));
  if (parts === undefined) return false;
  const colon = parts.userInfo.indexOf(':');
  const password = colon < 0 ? '' : parts.userInfo.slice(colon + 1);
  if (password !== '' && !password.includes(MARK)) return true;
  const [, query = ''] = /\?([^#]*)/.exec(parts.rest) ?? [];
  return [...new URLSearchParams(query)].some(
    ([name, value]) => CREDENTIAL_PARAMETERS.test(name) && value !== '' && !value.includes(MARK),
  );
}

function settingFor(scheme: string): string | undefined {
  const settings: Readonly<Record<string, string>> = {
    http: 'health',
    https: 'health',
    ws: 'websocket',
    wss: 'websocket',
    postgres: 'postgres',
    postgresql: 'postgres',
    redis: 'redis',
    rediss: 'redis',
    tcp: 'tcp',
  };
  return Object.hasOwn(settings, scheme) ? settings[scheme] : undefined;
}
