/** What stands where something was taken out that has no name. */
export const REDACTED = '(redacted)';

const HEADER_NAMES = new Set(['authorization', 'proxy-authorization', 'cookie', 'set-cookie', 'set-cookie2', 'x-auth']);
/** In a header's name, between hyphens: `x-vault-token`, `x-api-key`, `x-amz-security-token`, `cf-access-client-secret`. */
const HEADER_WORDS =
  /(?:^|[-_])(?:tokens?|api-?keys?|keys?|secrets?|passwords?|passwd|signatures?|credentials?|jwt|session|session-?id|csrf|xsrf)(?:$|[-_])/;

const QUERY_WORDS =
  /(?:^|[-_.[])(?:(?:access|auth|refresh|id|api|sas|bearer|bot)?-?_?tokens?|(?:api|access|secret|private|subscription|account)?-?_?keys?|sig|signature|secrets?|client_?secret|passwords?|passwd|pass|pwd|auth|authorization|credentials?|jwt|session|session_?id|sid|code|assertion|otp)(?:$|[-_.\]])/;

/** Names that were judged before: answers bring the same few again and again. */
const judgedNames = new Map<string, boolean>();
const JUDGED_MAX = 1000;

/** Whether a header's value is kept from the user's eyes: a cookie, an authorization, a token, a key. */
export function isSecretHeader(name: string): boolean {
  const known = judgedNames.get(name);
  if (known !== undefined) return known;
  const lower = name.toLowerCase();
  const isSecret = HEADER_NAMES.has(lower) || HEADER_WORDS.test(lower);
  // Whatever other sides make up, they cannot make this grow.
  if (judgedNames.size >= JUDGED_MAX) judgedNames.clear();
  judgedNames.set(name, isSecret);
  return isSecret;
}

/** Whether a query parameter's value is kept from the user's eyes: `token`, `api_key`, `sig`, `password`, `X-Amz-Signature`. */
export function isSecretParameter(name: string): boolean {
  // camelCase counts as words too: `accessToken`, `apiKey`.
  const words = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
  return QUERY_WORDS.test(words);
}

/** `text`, a URL, without user and password and with the values of secret query parameters replaced; what is no URL stays. */
export function redactUrl(text: string): string {
  // By hand rather than through URL, which would rewrite the rest (and cannot read `postgres:///name` or a path).
  const match = /^([a-z][a-z0-9+.-]*:)?(\/\/[^/?#]*)?([^?#]*)(\?[^#]*)?(#.*)?$/is.exec(text);
  if (match === null) return text;
  const [, scheme = '', authority = '', path = '', query = '', fragment = ''] = match;
  const at = authority.lastIndexOf('@');
  const host = at < 0 ? authority : `//${authority.slice(at + 1)}`;
  return scheme + host + path + redactQuery(query) + (fragment === '' ? '' : redactQuery(fragment));
}

/** `headers` with the values of secret ones replaced and URLs in the others cleaned; the same ones where there is nothing to hide. */
export function redactHeaders(
  headers: readonly (readonly [name: string, value: string])[],
  redact: (text: string) => string,
): readonly (readonly [name: string, value: string])[] {
  let changed = false;
  const clean = headers.map((header) => {
    const [name, value] = header;
    const shown = isSecretHeader(name) ? REDACTED : redact(redactHeaderUrl(name, value));
    if (shown === value) return header;
    changed = true;
    return [name, shown] as const;
  });
  return changed ? clean : headers;
}

function redactHeaderUrl(name: string, value: string): string {
  const lower = name.toLowerCase();
  return lower === 'location' || lower === 'content-location' || lower === 'referer' ? redactUrl(value) : value;
}

/** A query or a fragment with its first character. */
function redactQuery(query: string): string {
  if (!query.includes('=')) return query;
  const parts = query.slice(1).split(/([&;])/);
  return query.slice(0, 1) + parts.map(redactParameter).join('');
}

function redactParameter(part: string): string {
  const at = part.indexOf('=');
  if (at < 0 || at === part.length - 1) return part;
  const name = part.slice(0, at);
  return isSecretParameter(decode(name)) ? `${name}=${REDACTED}` : part;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    // Not percent-encoded as UTF-8: the name is judged as it stands.
    return text;
  }
}
