import type { Assertion } from './syntax.ts';
import type { Program } from './program.ts';

/**
 * Runs a program over the whole of a text, all ways at once and the preferred one first (Pike's machine): time is
 * linear in the text. What stands before `from` is looked at by assertions only. Gives pairs of offsets for each capture, -1 where one took no part, or undefined without a match.
 */
export function runCaptures(
  { code }: Program,
  captures: number,
  text: string,
  from = 0,
  search?: Search,
): readonly number[] | undefined {
  let current: Thread[] = [];
  let following: Thread[] = [];
  const seen = new Int32Array(code.length).fill(-1);
  const empty: readonly number[] = Array.from({ length: (captures + 1) * 2 }, () => -1);
  let found: readonly number[] | undefined;
  addThread(current, 0, from, empty);
  for (let at = from; ;) {
    const codePoint = text.codePointAt(at);
    const end = codePoint === undefined ? at : at + (codePoint > 0xffff ? 2 : 1);
    for (const { place, slots } of current) {
      const instruction = code[place];
      if (instruction?.op === 'match') {
        // Only a match of the whole text counts, unless one is searched for: earlier ones are passed over.
        if (codePoint === undefined || search !== undefined) {
          found = slots;
          break;
        }
      } else if (instruction?.op === 'class' && codePoint !== undefined && instruction.test(codePoint))
        addThread(following, instruction.next, end, slots);
    }
    if (search !== undefined && (search.steps -= current.length) < 0) return undefined;
    if (codePoint === undefined || following.length === 0) break;
    [current, following] = [following, []];
    at = end;
  }
  return found?.map((slot, i) => (i === 0 ? from : i === 1 ? text.length : slot));

  function addThread(list: Thread[], first: number, at: number, firstSlots: readonly number[]): void {
    const open: Thread[] = [{ place: first, slots: firstSlots }];
    for (let thread = open.pop(); thread !== undefined; thread = open.pop()) {
      const { place, slots } = thread;
      if (seen[place] === at) continue;
      seen[place] = at;
      const instruction = code[place];
      switch (instruction?.op) {
        case 'jump':
          open.push({ place: instruction.next, slots });
          break;
        case 'split':
          open.push({ place: instruction.other, slots }, { place: instruction.next, slots });
          break;
        case 'save':
          open.push({ place: instruction.next, slots: slots.with(instruction.slot, at) });
          break;
        case 'assert':
          if (holds(instruction.assertion, text, at)) open.push({ place: instruction.next, slots });
          break;
        case 'class':
        case 'match':
          list.push(thread);
          break;
        default:
          break;
      }
    }
  }
}

/** The end of the text is left open: the preferred match counts, wherever it ends. */
export interface Search {
  /** How much more may be done; below zero the search was given up. */
  steps: number;
}

interface Thread {
  readonly place: number;
  readonly slots: readonly number[];
}

function holds(assertion: Assertion, text: string, at: number): boolean {
  switch (assertion) {
    case 'textStart':
      return at === 0;
    case 'textEnd':
      return at === text.length;
    case 'lineStart':
      return at === 0 || text[at - 1] === '\n';
    case 'lineEnd':
      return at === text.length || text[at] === '\n';
    case 'wordEdge':
      return isWord(text[at - 1]) !== isWord(text[at]);
    case 'noWordEdge':
      return isWord(text[at - 1]) === isWord(text[at]);
  }
}

function isWord(char: string | undefined): boolean {
  return char !== undefined && /\w/.test(char);
}
