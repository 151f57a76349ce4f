import * as problems from './problems.ts';
import { child, type Path, readText, type Value } from './value.ts';

const MAX_NAMES = 50;

/** A name of something else in the settings, and where it stands. */
export interface WrittenName {
  readonly name: string;
  readonly path: Path;
}

/** One name, or a list of names; a wrong one is reported and left out. */
export function readNames(at: Value, what: string, example: string): readonly WrittenName[] {
  const entries = Array.isArray(at.raw) ? at.raw.slice(0, MAX_NAMES).map((_, i) => child(at, i)) : [at];
  if (Array.isArray(at.raw) && at.raw.length > MAX_NAMES) at.context.report(problems.tooMany(at.path, MAX_NAMES, what));
  return entries.flatMap((entry) => {
    const name = readText(entry, `a name such as ${example}`);
    return name === undefined ? [] : [{ name, path: entry.path }];
  });
}
