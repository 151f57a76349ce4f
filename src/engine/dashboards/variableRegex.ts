import { t } from '../../base/l10n.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { compileCaptures } from '../regexp/compileRegexp.ts';

/** What a variable takes of an answer; nothing where it leaves it out, undefined once all answers together took too long. */
export type TakePart = (answer: string) => readonly string[] | undefined;

/** Work for all answers together; that is about a second. */
const MAX_SEARCH_STEPS = 10_000_000;

/**
 * A variable's regular expression with Grafana's meaning (`metricNamesToVariableValues`): `/…/flags` is searched for, anything else is
 * the whole answer. The group `value`, else `text`, else the first one is taken, with the flag `g` of each match; without groups the
 * whole answer. The syntax is RE2's, in time linear in the answer: what only JavaScript has, as `(?!…)`, is a problem.
 */
export function compileVariableRegex(regex: string): Result<TakePart, string> {
  if (regex === '') return ok((answer) => [answer]);
  const parts = regex.startsWith('/') ? splitLiteral(regex) : { pattern: `^${regex}$`, flags: '' };
  if (parts === undefined) return err(t('The regular expression of the variable has no "/" at its end: {0}', regex));
  const { pattern, flags } = parts;
  // For itself first: inside of what is put around it, other brackets might close its own.
  const alone = compileCaptures(pattern);
  if (!alone.ok) return err(t('The regular expression of the variable cannot be used: {0}', alone.error));
  const on = ['i', 'm', 's'].filter((flag) => flags.includes(flag)).join('');
  const compiled = compileCaptures(`(?s:.*?)((?${on}${on.includes('s') ? '' : '-s'}:${pattern}))`);
  if (!compiled.ok) return err(t('The regular expression of the variable cannot be used: {0}', compiled.error));
  return ok(createTake(compiled.value, flags.includes('g')));
}

type Captures = Extract<ReturnType<typeof compileCaptures>, { ok: true }>['value'];

/** Flags are the letters after the last slash. */
function splitLiteral(regex: string): { readonly pattern: string; readonly flags: string } | undefined {
  const end = regex.lastIndexOf('/');
  const flags = regex.slice(end + 1);
  return end > 0 && /^[gimsuy]*$/.test(flags) ? { pattern: regex.slice(1, end), flags } : undefined;
}

/** A match's groups: the first is the whole of it. */
type Groups = readonly (string | undefined)[];

function createTake({ names, match }: Captures, isGlobal: boolean): TakePart {
  const search = { steps: MAX_SEARCH_STEPS };
  const groupOf = (name: string, matches: readonly Groups[]): string | undefined => {
    // The first slot is for what stands before the match.
    const at = (names.get(name) ?? 0) - 1;
    return at < 1 ? undefined : matches.map((groups) => groups[at]).find((text) => text !== undefined && text !== '');
  };
  return (answer) => {
    const matches: Groups[] = [];
    for (let from = 0; from <= answer.length;) {
      const slots = match(answer, from, search);
      if (search.steps < 0) return undefined;
      if (slots === undefined) break;
      const groups = groupsOf(answer, slots);
      matches.push(groups);
      from = slots[3] ?? answer.length;
      // As in Grafana, an empty match is the last.
      if (!isGlobal || groups[0] === '') break;
    }
    const [first] = matches;
    if (first === undefined) return [];
    const named = groupOf('value', matches) ?? groupOf('text', matches);
    if (named !== undefined) return [named];
    return first.length > 1 ? matches.flatMap(([, group]) => group ?? []) : [answer];
  };
}

/** Offsets in pairs as texts, without the pair of what the search passed over. */
function groupsOf(text: string, slots: readonly number[]): Groups {
  return Array.from({ length: slots.length / 2 - 1 }, (_, i) => {
    const [start = -1, end = -1] = slots.slice(i * 2 + 2);
    return start < 0 ? undefined : text.slice(start, end);
  });
}
