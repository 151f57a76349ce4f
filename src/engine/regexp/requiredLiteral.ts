import { literalsOf } from './literals.ts';
import { parseRegexp } from './parseRegexp.ts';
import type { Regexp } from './syntax.ts';

/** The longest text that stands in whatever a pattern matches, by which most other texts are refused without running it; undefined for none. */
export function requiredLiteral(pattern: string): string | undefined {
  const parsed = parseRegexp(pattern);
  if (!parsed.ok) return undefined;
  let best = '';
  let run = '';
  for (const part of flat(parsed.value.regexp)) {
    if (part.kind === 'assert' || part.kind === 'empty') continue;
    const texts = literalsOf(part);
    run = texts?.length === 1 ? run + (texts[0] ?? '') : '';
    if (run.length > best.length) best = run;
  }
  return best === '' ? undefined : best;
}

/** What a pattern matches one after the other. */
function flat(regexp: Regexp): readonly Regexp[] {
  if (regexp.kind === 'concat') return regexp.parts.flatMap(flat);
  return regexp.kind === 'capture' ? flat(regexp.part) : [regexp];
}
