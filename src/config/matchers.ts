import { err, ok, type Result } from '../base/result.ts';
import type { Matcher } from '../model/series.ts';

const ONE = /\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*(=~|!~|!=|=)\s*"((?:[^"\\\n]|\\["\\n])*)"\s*/y;

/**
 * The matchers in a text such as `{alertname="Down", job=~"api|web"}`, with or without braces, as Alertmanager and
 * PromQL write them; the error is a sentence.
 */
export function parseMatchers(text: string): Result<readonly Matcher[], string> {
  const inner = text.trim().replace(/^\{([\s\S]*)\}$/, '$1');
  const matchers: Matcher[] = [];
  let at = 0;
  while (inner.slice(at).trim() !== '') {
    ONE.lastIndex = at;
    const match = ONE.exec(inner);
    if (match === null)
      return err(`Write matchers such as alertname="Down", job=~"api|web" ("${inner.slice(at).trim()}" is none).`);
    const [whole, name = '', op = '=', value = ''] = match;
    matchers.push({
      name,
      op: op as Matcher['op'],
      value: value.replace(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped)),
    });
    at += whole.length;
    if (inner[at] === ',') at++;
    else if (at < inner.length) return err(`A comma is missing before "${inner.slice(at).trim()}".`);
  }
  return matchers.length === 0 ? err('Name at least one label: a silence of everything is none.') : ok(matchers);
}

/** Matchers as `parseMatchers` reads them. */
export function printMatchers(matchers: readonly Matcher[]): string {
  return matchers.map(({ name, op, value }) => `${name}${op}"${escape(value)}"`).join(', ');
}

function escape(value: string): string {
  return value.replace(/["\\\n]/g, (character) => (character === '\n' ? '\\n' : `\\${character}`));
}
