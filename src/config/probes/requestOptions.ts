import type { OAuth2Config, ProxyChoice, TlsConfig } from '../../model/request.ts';
import type { Template } from '../../model/service.ts';
import * as problems from '../problems.ts';
import { type Bounds, readCount, readFlag } from '../quantities.ts';
import { readPlain, readTemplate } from '../template.ts';
import { readUrl } from '../url.ts';
import { isPresent, readObject, type Value } from '../value.ts';

export const AUTH_KINDS = ['basic', 'bearer', 'apiKey', 'oauth2'] as const;
export const BASIC_KEYS = ['user', 'password'] as const;
export const API_KEY_KEYS = ['header', 'query', 'value'] as const;
export const OAUTH2_KEYS = ['tokenUrl', 'clientId', 'clientSecret', 'scope', 'audience'] as const;
export const TLS_KEYS = ['caFile', 'certFile', 'keyFile', 'passphrase', 'serverName', 'insecureSkipVerify'] as const;
export const REDIRECT_BOUNDS: Bounds = { least: [0, '0'], most: [20, '20'] };

/** What `auth` adds to a request. */
export interface Auth {
  /** Between the scheme and the host of the URL: `user:password@`. */
  readonly userInfo?: Template;
  readonly header?: readonly [name: string, value: Template];
  /** Behind the URL's query: name and value. */
  readonly query?: readonly [name: string, value: Template];
  readonly oauth2?: OAuth2Config;
}

/** One way of telling who asks; undefined (and reported) where it is none, so that nothing is asked without it. */
export function readAuth(at: Value): Auth | undefined {
  const field = readObject(at, AUTH_KINDS, 'an object such as { "bearer": "${secret:token}" }');
  if (field === undefined) return undefined;
  const given = AUTH_KINDS.filter((kind) => isPresent(field(kind)));
  const [kind] = given;
  if (kind === undefined || given.length > 1) {
    at.context.report(problems.oneOf(at.path, AUTH_KINDS));
    return undefined;
  }
  switch (kind) {
    case 'bearer': {
      const token = readTemplate(field('bearer'), 'the token as a text');
      return token && { header: ['Authorization', ['Bearer ', ...token]] };
    }
    case 'basic':
      return readBasic(field('basic'));
    case 'apiKey':
      return readApiKey(field('apiKey'));
    case 'oauth2': {
      const oauth2 = readOAuth2(field('oauth2'));
      return oauth2 && { oauth2 };
    }
  }
}

function readBasic(at: Value): Auth | undefined {
  const field = readObject(at, BASIC_KEYS, 'an object with `user` and `password`');
  if (field === undefined) return undefined;
  const user = required(at, field, 'user', (one) => readTemplate(one, 'the user as a text'));
  const password = required(at, field, 'password', (one) => readTemplate(one, 'the password as a text'));
  if (user === undefined || password === undefined) return undefined;
  warnPlain(field('password'), password, 'The password');
  return { userInfo: [...encoded(user), ':', ...encoded(password), '@'] };
}

function readApiKey(at: Value): Auth | undefined {
  const field = readObject(at, API_KEY_KEYS, 'an object with `header` or `query`, and `value`');
  if (field === undefined) return undefined;
  const [headerAt, queryAt] = [field('header'), field('query')];
  const value = required(at, field, 'value', (one) => readTemplate(one, 'the key as a text'));
  if (isPresent(headerAt) === isPresent(queryAt)) {
    at.context.report(problems.oneOf(at.path, ['header', 'query']));
    return undefined;
  }
  const nameAt = isPresent(headerAt) ? headerAt : queryAt;
  const name = readPlain(nameAt, 'a name such as "X-Api-Key"');
  if (name === undefined || value === undefined) return undefined;
  warnPlain(field('value'), value, 'The key');
  if (!isPresent(headerAt)) return { query: [encodeURIComponent(name), value] };
  if (/^[\w!#$%&'*+.^`|~-]{1,200}$/.test(name)) return { header: [name, value] };
  at.context.report(problems.badHeaderName(headerAt.path));
  return undefined;
}

function readOAuth2(at: Value): OAuth2Config | undefined {
  const { context } = at;
  const field = readObject(at, OAUTH2_KEYS, 'an object with `tokenUrl`, `clientId` and `clientSecret`');
  if (field === undefined) return undefined;
  const firstUse = context.secretUses.length;
  const url = required(at, field, 'tokenUrl', (one) => readUrl(one, 'http'));
  const clientId = required(at, field, 'clientId', (one) => readTemplate(one, 'the client id as a text'));
  const clientSecret = required(at, field, 'clientSecret', (one) => readTemplate(one, 'the client secret as a text'));
  const [scope, audience] = [field('scope'), field('audience')].map((one) =>
    isPresent(one) ? readPlain(one, 'a text such as "read"') : undefined,
  );
  if (url === undefined || clientId === undefined || clientSecret === undefined) return undefined;
  // These secrets go to where the token comes from; the token, which is as good as they are, to the probe's own target.
  for (const use of context.secretUses.slice(firstUse)) context.secretUses.push({ ...use, origin: url.origin });
  warnPlain(field('clientSecret'), clientSecret, 'The client secret');
  return {
    tokenUrl: url.template,
    clientId,
    clientSecret,
    ...(scope !== undefined && { scope }),
    ...(audience !== undefined && { audience }),
  };
}

/** Whom to trust and who we are; undefined (and reported) where something of it is wrong. */
export function readTls(at: Value): TlsConfig | undefined {
  const field = readObject(at, TLS_KEYS, 'an object such as { "caFile": "${workspaceFolder}/ca.pem" }');
  if (field === undefined) return undefined;
  const files = (['caFile', 'certFile', 'keyFile'] as const).map((key) => {
    const fileAt = field(key);
    return [key, isPresent(fileAt) ? readFile(fileAt) : null] as const;
  });
  const passphraseAt = field('passphrase');
  const passphrase = isPresent(passphraseAt) ? readTemplate(passphraseAt, 'the passphrase as a text') : null;
  const nameAt = field('serverName');
  const serverName = isPresent(nameAt) ? readPlain(nameAt, 'a host name') : null;
  const insecure = readFlag(field('insecureSkipVerify'));
  if (insecure === true) at.context.report(problems.insecure([...at.path, 'insecureSkipVerify']));
  if (isPresent(field('keyFile')) && !isPresent(field('certFile'))) {
    at.context.report(problems.missingKey(at.path, 'certFile', '"certFile": "client.pem"'));
    return undefined;
  }
  if (files.some(([, file]) => file === undefined) || passphrase === undefined || serverName === undefined) {
    return undefined;
  }
  return {
    ...Object.fromEntries(files.filter(([, file]) => file !== null)),
    ...(passphrase !== null && { passphrase }),
    ...(serverName !== null && { serverName }),
    ...(insecure === true && { insecureSkipVerify: true }),
  };
}

/** An absolute path; one that is not is below the workspace folder. */
function readFile(at: Value): string | undefined {
  const file = readPlain(at, 'a file such as "certs/ca.pem"');
  if (file === undefined || /^(?:[\\/]|[a-z]:[\\/])/i.test(file)) return file;
  const { folderPath } = at.context.variables;
  if (folderPath !== undefined) return `${folderPath.replace(/[\\/]+$/, '')}/${file}`;
  at.context.report(problems.noFolder(at.path, file));
  return undefined;
}

/** How many redirects are followed; 0: none, and the redirect itself is the answer. */
export function readMaxRedirects(at: Value): number | undefined {
  return isPresent(at) ? readCount(at, REDIRECT_BOUNDS) : undefined;
}

/** `"none"`, or the URL of a proxy for this probe alone; undefined where the editor's settings count, null where it is wrong. */
export function readProxy(at: Value): ProxyChoice | null | undefined {
  if (!isPresent(at)) return undefined;
  const text = readPlain(at, '"none", or the URL of a proxy such as "http://proxy:3128"');
  if (text === undefined) return null;
  if (text === 'none' || text === 'inherit') return text;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && (url.protocol === 'http:' || url.protocol === 'https:')) {
    if (url.password !== '') at.context.report(problems.plainSecret(at.path, 'A password in the URL'));
    return { url: text };
  }
  at.context.report(problems.badProxy(at.path));
  return null;
}

function required<K extends string, T>(
  at: Value,
  field: (key: K) => Value,
  key: K,
  read: (at: Value) => T | undefined,
): T | undefined {
  if (isPresent(field(key))) return read(field(key));
  at.context.report(problems.missingKey(at.path, key, `"${key}": "…"`));
  return undefined;
}

/** A template's own texts as a URL carries them; what a secret holds is encoded when it is put in. */
function encoded(template: Template): Template {
  return template.map((piece) => (typeof piece === 'string' ? encodeURIComponent(piece) : piece));
}

function warnPlain(at: Value, template: Template, what: string): void {
  const { raw } = at;
  if (template.every((piece) => typeof piece === 'string') && typeof raw === 'string' && !raw.includes('${')) {
    at.context.report(problems.plainSecret(at.path, what));
  }
}
