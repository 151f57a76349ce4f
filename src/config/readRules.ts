import * as problems from './problems.ts';
import type { Value } from './value.ts';
import { child, readText } from './value.ts';

const MAX_PATTERNS = 50;

/** Patterns of rule files, relative to each workspace folder; a wrong one is reported and left out. */
export function readRules(at: Value): readonly string[] | undefined {
  if (!Array.isArray(at.raw)) {
    at.context.report(problems.wrongType(at.path, 'a list of patterns, such as ["rules/*.yml"]', at.raw));
    return undefined;
  }
  if (at.raw.length > MAX_PATTERNS) at.context.report(problems.tooMany(at.path, MAX_PATTERNS, 'patterns'));
  return at.raw
    .slice(0, MAX_PATTERNS)
    .flatMap((_, i) => readText(child(at, i), 'a pattern such as "rules/*.yml"') ?? []);
}
