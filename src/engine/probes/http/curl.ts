import type { TlsConfig } from '../../../model/request.ts';
import type { HttpRequestConfig, Template } from '../../../model/service.ts';
import { hasSecret, holdsPlaceholder, toTemplate, withPlaceholders } from '../../connections/origin.ts';
import { isSecretHeader, isSecretParameter } from '../redact.ts';
import { SecretNames, shellQuote, shellWord } from '../shellQuote.ts';
import { decodePart } from '../../connections/databaseUri.ts';

/**
 * The request as a `curl` command line for a POSIX shell. Each secret is `"$NAME"`; so is a password, a cookie, an
 * authorization or a token that stands in the settings itself, since the line is made to be passed on.
 */
export function curlCommand(config: HttpRequestConfig & { readonly timeoutMs?: number }): string {
  const names = new SecretNames();
  const words = ['curl', '--silent', '--show-error', '--include', '--globoff', ...redirectWords(config)];
  words.push(...tlsWords(config.tls));
  if (config.proxy === 'none') words.push(`--noproxy '*'`);
  else if (config.proxy !== undefined && config.proxy !== 'inherit')
    words.push(`--proxy ${shellQuote(withoutUser(config.proxy.url))}`);
  if (config.oauth2 !== undefined) words.push('--header "Authorization: Bearer $ACCESS_TOKEN"');
  if (config.timeoutMs !== undefined) words.push(`--max-time ${config.timeoutMs / 1000}`);
  const method = config.method.toUpperCase();
  if (method === 'HEAD') words.push('--head');
  else if (method !== (config.body === undefined ? 'GET' : 'POST')) words.push(`--request ${shellQuote(method)}`);
  const { url, user } = splitUser(config.url);
  if (user !== undefined) words.push(`--user ${shellWord(user, names)}`);
  for (const [name, value] of config.headers) {
    // A name that is none would be read by curl as something else: "@file" names a file.
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) continue;
    words.push(`--header ${shellWord(headerWord(name, value), names)}`);
  }
  if (config.body !== undefined) words.push(`--data-raw ${shellWord(config.body, names)}`);
  words.push(shellWord(url, names));
  return words.join(' ');
}

function redirectWords({ maxRedirects = 5 }: HttpRequestConfig): string[] {
  return maxRedirects === 0 ? [] : ['--location', `--max-redirs ${maxRedirects}`];
}

function tlsWords(tls: TlsConfig | undefined): string[] {
  const words: string[] = [];
  if (tls?.caFile !== undefined) words.push(`--cacert ${shellQuote(tls.caFile)}`);
  if (tls?.certFile !== undefined) words.push(`--cert ${shellQuote(tls.certFile)}`);
  if (tls?.keyFile !== undefined) words.push(`--key ${shellQuote(tls.keyFile)}`);
  if (tls?.insecureSkipVerify === true) words.push('--insecure');
  return words;
}

function withoutUser(url: string): string {
  return url.replace(/^([a-z]+:\/\/)[^/?#]*@/i, '$1');
}

/** `url` without its user and password, and those as curl wants them. */
function splitUser(template: Template): { readonly url: Template; readonly user: Template | undefined } {
  const text = withPlaceholders(template);
  const match = /^([a-z][a-z0-9+.-]*:\/\/)(?:([^/?#]*)@)?([^?#]*)(\?[^#]*)?/is.exec(text);
  if (match === null) return { url: template, user: undefined };
  const [, scheme = '', userInfo, rest = '', query = ''] = match;
  const url = [...toTemplate(scheme + rest, template), ...queryTemplate(query, template)];
  if (userInfo === undefined) return { url, user: undefined };
  const colon = userInfo.indexOf(':');
  const name = toTemplate(decodePart(colon < 0 ? userInfo : userInfo.slice(0, colon)), template);
  const password = colon < 0 ? '' : userInfo.slice(colon + 1);
  const secret = holdsPlaceholder(password) ? toTemplate(decodePart(password), template) : [{ secret: 'password' }];
  return { url, user: password === '' ? [...name, ':'] : [...name, ':', ...secret] };
}

function queryTemplate(query: string, template: Template): Template {
  return query.split(/(?=[?&])/).flatMap((part): Template => {
    const at = part.indexOf('=');
    const name = part.slice(1, at);
    if (at < 0 || at === part.length - 1 || !isSecretParameter(name) || holdsPlaceholder(part))
      return toTemplate(part, template);
    return [part.slice(0, at + 1), { secret: name }];
  });
}

function headerWord(name: string, value: Template): Template {
  const text = withPlaceholders(value);
  // curl takes "Name:" for "do not send it"; "Name;" sends it empty.
  if (text === '') return [`${name};`];
  if (!isSecretHeader(name) || hasSecret(value)) return [`${name}: `, ...value];
  const scheme = /^(?:basic|bearer|digest|token|apikey)\s+/i.exec(text)?.[0] ?? '';
  return [`${name}: ${scheme}`, { secret: name }];
}
