import { type Dialect, DIALECTS } from './dialects.ts';
import { type Piece, readLiteral, skipBrackets, skipComment, STATEMENT_MAX_CHARS, wordEnd } from './scanText.ts';

/** A place in a source where something is logged, with what its message looks like. */
export interface LogStatement {
  /** Offsets of the call in the source. */
  readonly start: number;
  readonly end: number;
  /** The fixed parts of the message's first line; between each two of them a value. */
  readonly parts: readonly string[];
  /** What the values are, as the source has them. */
  readonly holes: readonly string[];
}

const STATEMENTS_MAX = 500;
const SOURCE_MAX_CHARS = 1_000_000;
/** Characters that are looked at in all: calls may lie within calls. */
const SCANNED_MAX_CHARS = 2_000_000;
/** What stands before the method, so far: `request.log`, `getLogger(name)`. */
const RECEIVER_MAX_CHARS = 300;
const PARTS_MAX = 30;
/** A message of fewer fixed letters could be any. */
const LETTERS_MIN = 3;
const LOGGER =
  /^(?:console|slog|sugar|zap|logrus|winston|pino)$|(?:^|[^A-Za-z])log(?:ger|ging)?$|(?:[a-z]L|^L)og(?:ger|ging)?$|(?:^|_)LOG(?:GER)?$/;
const LEVELS = /^(?:trace|debug|verbose|silly|info|notice|warn|warning|error|fatal|critical|http)$/i;
// No blank among the flags: "100% sure" has no placeholder.
const PRINTF = /%(?:\(([^)]{1,50})\))?[-+#0]{0,3}(?:\*|\d{1,5})?(?:\.(?:\*|\d{1,5}))?[hlLqjzt]{0,2}[A-Za-z%]/g;
const BRACES = /\{([\w.!:]{0,40})\}/g;
/** Brackets that stand for themselves are doubled; a value may be destructured, aligned, or have a format: `{@Order}`, `{Total,10:N2}`, `{x:>8.2?}`. */
const DOUBLED_BRACES = /\{\{|\}\}|\{[@$]?(\w{0,40})(?:,-?\d{1,3})?(?::[^{}"\n]{0,40})?\}/g;
const FORMATTERS = /^(?:[fF]ormat|sprintf|Sprintf|formatted)$/;
/** What follows a call without brackets, and is no part of it. */
const MODIFIERS = /^(?:if|unless|while|until|rescue|and|or|do|end)$/;
/** Values that stand before a message, at most; macros take any number of named ones. */
const BEFORE_MAX = 3;
const NAMED_BEFORE_MAX = 30;

/** The log statements of a source; none where the language is not known. Takes time linear in the source. */
export function findLogStatements(source: string, language: string): LogStatement[] {
  const dialect = Object.hasOwn(DIALECTS, language) ? DIALECTS[language] : undefined;
  if (dialect === undefined || source.length > SOURCE_MAX_CHARS) return [];
  const found: LogStatement[] = [];
  let scanned = 0;
  for (const match of source.matchAll(dialect.call)) {
    const names = receiverNames(source, match.index);
    const isLogger = dialect.macros === true || names.some((name) => LOGGER.test(name));
    if (!isLogger || isComment(source, match.index, dialect)) continue;
    const [whole, method = ''] = match;
    const from = match.index + whole.length;
    const call = whole.endsWith('(') ? readBracketed(source, from, dialect) : readCall(source, from, dialect, 'line');
    scanned += call === undefined ? STATEMENT_MAX_CHARS : call.end - from;
    const pieces = call && messageOf(call.args, method, names.includes('console'), dialect);
    const message = pieces && joinPieces(pieces);
    const start = match.index + whole.indexOf(method);
    if (call !== undefined && message !== undefined) found.push({ start, end: call.end, ...message });
    if (found.length >= STATEMENTS_MAX || scanned >= SCANNED_MAX_CHARS) break;
  }
  return found;
}

/** The names of what a method is called on, the last first: of `req.app.log.info` log, app and req. */
function receiverNames(source: string, dot: number): string[] {
  const names: string[] = [];
  const from = Math.max(0, dot - RECEIVER_MAX_CHARS);
  for (let i = dot - 1; i >= from;) {
    while (i >= from && /\s/.test(source[i] ?? '')) i--;
    if (source[i] === '?' || source[i] === '!') i--;
    const close = source[i] ?? '';
    if (close === ')' || close === ']') {
      let depth = 0;
      for (; i >= from; i--) {
        if (source[i] === ')' || source[i] === ']' || source[i] === '}') depth++;
        else if (source[i] === '(' || source[i] === '[' || source[i] === '{') depth--;
        if (depth === 0) break;
      }
      i--;
      // `log.ForContext<Shop>()`
      if (source[i] === '>') i = from + source.slice(from, i).lastIndexOf('<') - 1;
    }
    const end = i + 1;
    while (i >= from && /[\w$]/.test(source[i] ?? '')) i--;
    if (i + 1 < end) names.push(source.slice(i + 1, end));
    else if (close !== ')' && close !== ']') break;
    const before = source.slice(Math.max(from, i - 20), i + 1).trimEnd();
    if (!before.endsWith('.')) break;
    i -= source.slice(Math.max(from, i - 20), i + 1).length - before.length + 1;
  }
  return names;
}

/** Whether the line's code ended before `at`, as far as its start tells. */
function isComment(source: string, at: number, { comment }: Dialect): boolean {
  const line = source.slice(Math.max(source.lastIndexOf('\n', at) + 1, at - RECEIVER_MAX_CHARS), at).trimStart();
  return line.startsWith(comment) || (comment === '//' && line.startsWith('*'));
}

interface Argument {
  readonly pieces: readonly Piece[];
  readonly hasText: boolean;
  /** It is one of several: what stands there is not known. */
  readonly isChoice: boolean;
  /** Its placeholders are filled in by an operator or a method of the text itself. */
  readonly fills: 'percent' | 'format' | undefined;
}

interface Call {
  readonly args: readonly Argument[];
  /** The offset after it. */
  readonly end: number;
}

/** Where what is given to a call ends: at the bracket that closes it, with the line, or with the block that makes the message. */
type End = ')' | 'line' | '}';

/** A call in brackets, or the block after them that makes its message: `logger.info("program") { "message" }`. */
function readBracketed(source: string, from: number, dialect: Dialect): Call | undefined {
  const call = readCall(source, from, dialect, ')');
  if (call === undefined || dialect.bare !== true) return call;
  const after = source.slice(call.end, call.end + 3);
  const block = after.search(/\S/);
  return after[block] === '{' ? readCall(source, call.end + block + 1, dialect, '}') : call;
}

/** What a call is given, from the offset after its bracket. */
function readCall(source: string, from: number, dialect: Dialect, ends: End): Call | undefined {
  if (ends === 'line' && source[from] === '{') return readCall(source, from + 1, dialect, '}');
  const args: Argument[] = [];
  for (let at = from; at < from + STATEMENT_MAX_CHARS;) {
    const one = readArgument(source, at, dialect, ends);
    if (one === undefined) return undefined;
    if (one.argument.pieces.length > 0) args.push(one.argument);
    if (ends === 'line' ? source[one.end] !== ',' : source[one.end] === ends)
      return { args, end: ends === 'line' ? one.end : one.end + 1 };
    at = one.end + 1;
  }
  return undefined;
}

/** One argument, up to its comma or what ends the call. */
function readArgument(
  source: string,
  from: number,
  dialect: Dialect,
  ends: End,
): { readonly argument: Argument; readonly end: number } | undefined {
  const pieces: Piece[] = [];
  let [hasText, isChoice] = [false, false];
  let fills: Argument['fills'];
  const hole = (name: string): void => {
    const last = pieces.at(-1);
    if (last !== undefined && 'hole' in last && !joined) pieces[pieces.length - 1] = { hole: last.hole + name };
    else pieces.push({ hole: name });
    joined = false;
  };
  /** A `+` stands before. */
  let joined = true;
  /** Something must follow, though the line ends. */
  let goesOn = true;
  const limit = Math.min(source.length, from + STATEMENT_MAX_CHARS);
  let i = from;
  const done = () => ({ argument: { pieces, hasText, isChoice, fills }, end: i });
  while (i < limit) {
    const char = source[i] ?? '';
    const literal = readLiteral(source, i, dialect);
    const comment = skipComment(source, i, dialect);
    if (literal === 'broken') return undefined;
    if (comment !== undefined) i = comment;
    else if (literal !== undefined) {
      goesOn = false;
      pieces.push(...literal.pieces);
      hasText = true;
      joined = true;
      i = literal.end;
    } else if (char === ',' || char === ends || (char === ';' && dialect.macros === true)) {
      return done();
    } else if (ends === 'line' && endsLine(source, i) && !goesOn) {
      return done();
    } else if (char === '(' || char === '[' || char === '{') {
      const end = skipBrackets(source, i, dialect);
      if (end === undefined) return undefined;
      goesOn = false;
      if (fills === undefined) hole(source.slice(i, Math.min(end, i + 20)));
      i = end;
    } else if (/\s/.test(char)) i++;
    else if (char === '\\' && source[i + 1] === '\n') i += 2;
    else if (char === '+') {
      joined = goesOn = true;
      i++;
    } else if (char === '%' && hasText) {
      fills = 'percent';
      i++;
    } else if (char === '?' && source[i + 1] === '.') i++;
    else if ('?|&'.includes(char)) {
      isChoice = true;
      i++;
    } else {
      goesOn = false;
      const end = Math.max(wordEnd(source, i), i + 1);
      const word = source.slice(i, end);
      if (FORMATTERS.test(word) && source[end] === '(') {
        if (hasText) fills = 'format';
        else {
          // The message is what it makes: `String.format("x %s", y)`; what it is called on is no value.
          if (!joined) pieces.pop();
          joined = true;
          const inner = readCall(source, end + 1, dialect, ')');
          const { prefixes, placeholders: own } = dialect;
          const placeholders = prefixes === 'csharp' ? own : { printf: true, braces: prefixes === 'python' };
          const made = inner && messageOf(inner.args, word, false, { ...dialect, placeholders });
          if (inner === undefined || made === undefined) return undefined;
          pieces.push(...made);
          hasText = true;
          i = inner.end;
          continue;
        }
      } else if (fills === undefined && !(word === '.' && joined)) hole(word);
      i = end;
    }
  }
  return ends === 'line' && i >= source.length ? done() : undefined;
}

/** Whether a call without brackets ends here: with its line, or at a word that begins something else. */
function endsLine(source: string, at: number): boolean {
  const char = source[at] ?? '';
  if ('\n;)}]'.includes(char)) return true;
  return /[a-z]/.test(char) && MODIFIERS.test(source.slice(at, Math.min(wordEnd(source, at), at + 10)));
}

/** What the message of a call is made of, where that can be told. */
function messageOf(
  args: readonly Argument[],
  method: string,
  isConsole: boolean,
  dialect: Dialect,
): readonly Piece[] | undefined {
  const isMacro = dialect.macros === true;
  // What a macro is given as `name = "text"` is no message.
  let at = args.findIndex(({ hasText, pieces: [first] }) => (isMacro ? first && 'text' in first : hasText));
  // `logger.log('info', 'the message')`
  if (at === 0 && /^log/i.test(method) && args[1]?.hasText === true && LEVELS.test(textOf(args[0]))) at = 1;
  const message = args[at];
  if (message === undefined || message.isChoice || at > (isMacro ? NAMED_BEFORE_MAX : BEFORE_MAX)) return undefined;
  const others = args.slice(at + 1);
  const given = new Given(
    others.map((other) => other.pieces.map((piece) => ('hole' in piece ? piece.hole : '')).join('')),
  );
  const { printf, braces, doubled, captured } = dialect.placeholders;
  const isFilled = others.length > 0 || message.fills !== undefined || captured === true;
  const pieces = message.pieces.flatMap((piece): Piece[] => {
    if ('hole' in piece || !isFilled) return [piece];
    if (printf && message.fills !== 'format' && /%/.test(piece.text)) return placeholders(piece.text, PRINTF, given);
    return braces ? placeholders(piece.text, doubled === true ? DOUBLED_BRACES : BRACES, given, captured) : [piece];
  });
  // What no placeholder took may be added to the message, or be no part of it.
  const { left } = given;
  if (left.length > 0) pieces.push({ hole: left.join(' ').trim() });
  else if (isMacro && at > 0) pieces.push({ hole: 'fields' });
  // console joins all that it is given.
  if (isConsole) for (let i = at - 1; i >= 0; i--) pieces.unshift(...(args[i]?.pieces ?? []), { text: ' ' });
  return pieces;
}

function textOf(argument: Argument | undefined): string {
  return (argument?.pieces ?? []).map((piece) => ('text' in piece ? piece.text : '')).join('');
}

/** The values that a message is given, and which of them its placeholders took. */
class Given {
  readonly #names: readonly string[];
  readonly #taken = new Set<number>();
  #next = 0;

  constructor(names: readonly string[]) {
    this.#names = names;
  }

  /** What a placeholder stands for: the next value, or by its number or name; `captured`: a name that is no value's is a variable's. */
  take(name: string, captured: boolean): string {
    const named = name === '' ? -1 : this.#names.findIndex((one) => one.startsWith(`${name}=`));
    if (named < 0 && name !== '' && !/^\d+$/.test(name) && captured) return name;
    if (name === '' || named < 0) while (/^\w+=(?!=)/.test(this.#names[this.#next] ?? '')) this.#next++;
    const at = /^\d+$/.test(name) ? Number(name) : named >= 0 ? named : this.#next++;
    this.#taken.add(at);
    return name === '' || at === Number(name) ? (this.#names[at] ?? name) : name;
  }

  /** What no placeholder took. */
  get left(): readonly string[] {
    return this.#names.filter((_, i) => !this.#taken.has(i));
  }
}

/** A text with its placeholders as holes, which take their names from what is given. */
function placeholders(text: string, pattern: RegExp, given: Given, captured = false): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    const [whole, name = ''] = match;
    pieces.push({ text: text.slice(from, match.index) });
    // `%%`, `{{` and `}}` stand for one of them.
    const isEscape = whole.length === 2 && whole[0] === whole[1];
    pieces.push(isEscape ? { text: whole.slice(1) } : { hole: given.take(name, captured) });
    from = match.index + whole.length;
  }
  pieces.push({ text: text.slice(from) });
  return pieces;
}

/** Parts and holes of the first line; undefined where too little of it is fixed. */
function joinPieces(pieces: readonly Piece[]): Pick<LogStatement, 'parts' | 'holes'> | undefined {
  const parts = [''];
  const holes: string[] = [];
  for (const piece of pieces) {
    const last = parts.length - 1;
    if ('hole' in piece) {
      // Two values that touch are one.
      if (parts[last] === '' && holes.length > 0) continue;
      holes.push(piece.hole);
      parts.push('');
      continue;
    }
    const end = piece.text.indexOf('\n');
    parts[last] += end < 0 ? piece.text : piece.text.slice(0, end);
    if (end < 0) continue;
    break;
  }
  // The blanks at its borders are not kept with a message.
  parts[0] = (parts[0] ?? '').trimStart();
  parts[parts.length - 1] = (parts.at(-1) ?? '').trimEnd();
  const letters = parts.join('').replace(/[^\p{L}\p{N}]/gu, '').length;
  return letters < LETTERS_MIN || parts.length > PARTS_MAX ? undefined : { parts, holes };
}
