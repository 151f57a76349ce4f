import { t } from '../../base/l10n.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { printSecret, type Template } from '../../model/service.ts';

/** Stands for the nth secret while an origin is worked out. Letters and digits only, so that a URL carries it as it is anywhere. */
const PLACEHOLDER = /wpsecret(\d+)wp/gi;

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/** A template's URL as the settings fix it, whatever its secrets are. */
export interface LiteralUrl {
  /** With a placeholder in place of each secret. */
  readonly url: URL;
  readonly origin: string;
  /** Whether a secret stands in the URL. */
  readonly hasSecret: boolean;
}

/**
 * The http(s) origin that `template` names. A secret may be part of the user, password, path or query but not of the
 * scheme, host or port: it may not choose where it goes. The error is a sentence.
 */
export function httpOrigin(template: Template): Result<LiteralUrl, string> {
  const text = withPlaceholders(template);
  if (!URL.canParse(text)) return err(t('"{0}" is not a URL', withoutPlaceholders(text, template)));
  const url = new URL(text);
  if (DEFAULT_PORTS[url.protocol] === undefined) {
    return err(t('"{0}" is not http: or https:', withoutPlaceholders(url.protocol, template)));
  }
  const origin = literalOrigin(url, template);
  if (!origin.ok) return origin;
  return ok({ url, origin: origin.value, hasSecret: hasSecret(template) });
}

/** `postgres://host:port`, `redis://host:port` or `rediss://host:port`: what a database's secret is bound to. */
export function databaseOrigin(scheme: 'postgres' | 'redis' | 'rediss', host: string, port: number): string {
  // A Unix socket's host is a path: percent-encoded as libpq writes it.
  const name = host.includes(':') ? `[${host}]` : host.startsWith('/') ? encodeURIComponent(host) : host.toLowerCase();
  return `${scheme}://${name}:${port}`;
}

/** `template` with a placeholder for each secret. */
export function withPlaceholders(template: Template): string {
  return template.map((piece, i) => (typeof piece === 'string' ? piece : `wpsecret${i}wp`)).join('');
}

/** Whether a secret's placeholder stands in `text`, a part of what `withPlaceholders` gave. */
export function holdsPlaceholder(text: string): boolean {
  return text.search(PLACEHOLDER) >= 0;
}

/** Whether `template` has a secret. */
export function hasSecret(template: Template): boolean {
  return template.some((piece) => typeof piece !== 'string');
}

/** `text` with its placeholders as `${secret:NAME}`, for a sentence. */
export function withoutPlaceholders(text: string, template: Template): string {
  return toTemplate(text, template)
    .map((piece) => (typeof piece === 'string' ? piece : printSecret(piece.secret)))
    .join('');
}

/** The template that `text`, made from what `withPlaceholders` gave, stands for. */
export function toTemplate(text: string, template: Template): Template {
  const pieces: (string | { readonly secret: string })[] = [];
  let from = 0;
  for (const match of text.matchAll(PLACEHOLDER)) {
    const piece = template[Number(match[1])];
    if (typeof piece !== 'object') continue;
    if (match.index > from) pieces.push(text.slice(from, match.index));
    pieces.push(piece);
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push(text.slice(from));
  return pieces;
}

function literalOrigin(url: URL, template: Template): Result<string, string> {
  if (hasSecret(template) && (holdsPlaceholder(url.protocol) || holdsPlaceholder(url.host))) {
    return err(t('a secret may not be part of the host: it would choose where it is sent'));
  }
  return ok(url.origin);
}
