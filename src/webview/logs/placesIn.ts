/** A place in a file that a text names. */
export interface NamedPlace {
  /** Where it stands in the text, and how it is written there. */
  readonly index: number;
  readonly written: string;
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

// A path begins where no part of one stands before: looked for from each of its characters, a long word takes minutes.
const PLACE =
  /(?<![\w@./\\+-])((?:file:\/\/)?(?:[A-Za-z]:)?[\w@./\\+-]*[\w-]\.[A-Za-z]\w{0,5}):(\d{1,7})(?::(\d{1,5}))?|File "([^"]+)", line (\d+)/g;

/** The places `file:line` and `file:line:column` in a text, and those of Python's stacks. */
export function* placesIn(text: string): Generator<NamedPlace> {
  for (const match of text.matchAll(PLACE)) {
    const path = match[1] ?? match[4] ?? '';
    const [line, column] = [Number(match[2] ?? match[5]), Number(match[3] ?? 1)];
    yield { index: match.index, written: match[0], path, line, column };
  }
}
