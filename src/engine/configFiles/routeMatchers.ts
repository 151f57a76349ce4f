import { err, ok, type Result } from '../../base/result.ts';
import type { Matcher } from '../../model/series.ts';
import { quote } from '../promql/goText.ts';
import { compileRegexp } from '../regexp/compileRegexp.ts';

const ONE = /^\s*(?:([a-zA-Z_:][a-zA-Z0-9_:]*)|"((?:[^"\\]|\\.)*)")\s*(=~|=|!=|!~)\s*([^]*?)\s*$/;

/**
 * Reads a text of matchers as Alertmanager does (`labels.ParseMatchers`): one or more after one another with commas, in
 * braces or not, the value in double quotes or not; since 0.27 names may be quoted too. The error is Alertmanager's.
 */
export function parseRouteMatchers(text: string): Result<readonly Matcher[], string> {
  const inner = text.replace(/^\{/, '').replace(/\}$/, '');
  const matchers: Matcher[] = [];
  for (const token of splitAtCommas(inner)) {
    const matcher = parseOne(token);
    if (!matcher.ok) return matcher;
    matchers.push(matcher.value);
  }
  return ok(matchers);
}

/** What is wrong with a regular expression as a matcher's value; undefined where it is well. */
export function wrongPattern(pattern: string): string | undefined {
  const compiled = compileRegexp(pattern);
  return compiled.ok ? undefined : `error parsing regexp: ${compiled.error}`;
}

function parseOne(text: string): Result<Matcher, string> {
  const match = ONE.exec(text);
  if (match === null) return err(`bad matcher format: ${text}`);
  const [, plain, quoted = '', op = '=', raw = ''] = match;
  const value = unquote(raw);
  if (value === undefined) return err(`matcher value contains unescaped double quote: ${raw}`);
  const wrong = op.endsWith('~') ? wrongPattern(value) : undefined;
  return wrong === undefined
    ? ok({ name: plain ?? quoted.replace(/\\(.)/g, '$1'), op: op as Matcher['op'], value })
    : err(wrong);
}

function unquote(raw: string): string | undefined {
  const isQuoted = raw.startsWith('"');
  const body = isQuoted ? raw.slice(1) : raw;
  let [value, closed] = ['', !isQuoted];
  for (let i = 0; i < body.length; i++) {
    const char = body[i] ?? '';
    if (char === '\\' && i < body.length - 1) {
      const next = body[++i] ?? '';
      value += next === 'n' ? '\n' : next === '"' || next === '\\' ? next : `\\${next}`;
    } else if (char === '"') {
      if (closed || i < body.length - 1) return undefined;
      closed = true;
    } else value += char;
  }
  return closed ? value : undefined;
}

function splitAtCommas(text: string): string[] {
  const tokens: string[] = [];
  let [token, inside, escaped] = ['', false, false];
  for (const char of text) {
    if (char === ',' && !inside) {
      tokens.push(token);
      token = '';
      escaped = false;
      continue;
    }
    if (char === '"' && !escaped) inside = !inside;
    escaped = char === '\\' && !escaped;
    token += char;
  }
  if (token.trim() !== '') tokens.push(token.trim());
  return tokens;
}

/** Matchers as a person reads them: `severity="critical", job=~"api|web"`. */
export function printRouteMatchers(matchers: readonly Matcher[]): string {
  return matchers.map(({ name, op, value }) => `${name}${op}${quote(value)}`).join(', ');
}
