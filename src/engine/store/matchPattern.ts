/**
 * A label pattern in the form that costs an index least: the list of the texts that it matches, the prefixes that it
 * begins with, or a test that has to be run on every value.
 */
export type CompiledPattern =
  | { readonly kind: 'list'; readonly values: readonly string[]; test(text: string): boolean }
  | {
      readonly kind: 'prefixes';
      readonly prefixes: readonly string[];
      /** Whether something must follow the prefix (`.+`). */
      readonly longer: boolean;
      test(text: string): boolean;
    }
  | { readonly kind: 'scan'; test(text: string): boolean }
  /** No pattern at all: neither it nor its negation selects anything. */
  | { readonly kind: 'invalid'; test(text: string): boolean };

const MAX_LIST = 512;
const SPECIAL = new Set('.*+?()[]{}|^$\\');

/**
 * Compiles a fully anchored pattern. One that cannot be compiled, or that could take exponential time, is
 * `invalid`: PromQL reports it before it comes here. All that knows of the regular expression engine is in this file.
 */
export function compilePattern(pattern: string): CompiledPattern {
  const simple = parseSimple(pattern);
  if (simple === undefined) {
    const test = compileScan(pattern);
    return test === undefined ? { kind: 'invalid', test: () => false } : { kind: 'scan', test };
  }
  const { texts, tail } = simple;
  if (tail === '') {
    const values = new Set(texts);
    return { kind: 'list', values: [...values], test: (text) => values.has(text) };
  }
  const longer = tail === '.+';
  return {
    kind: 'prefixes',
    prefixes: withoutNested(texts),
    longer,
    test: (text) => texts.some((prefix) => text.startsWith(prefix) && (!longer || text.length > prefix.length)),
  };
}

/** A prefix that begins with another one adds nothing but doubles. */
function withoutNested(prefixes: readonly string[]): readonly string[] {
  return [...new Set(prefixes)].filter((one) => !prefixes.some((other) => other !== one && one.startsWith(other)));
}

/** Recognises literals, alternatives, groups of them, and `.*` or `.+` at the very end. */
function parseSimple(
  pattern: string,
): { readonly texts: readonly string[]; readonly tail: '' | '.*' | '.+' } | undefined {
  let at = pattern.startsWith('^') ? 1 : 0;
  let end = pattern.length;
  if (pattern.endsWith('$') && !pattern.endsWith('\\$')) end--;
  let tail: '' | '.*' | '.+' = '';
  const last = pattern.slice(Math.max(at, end - 2), end);
  if ((last === '.*' || last === '.+') && pattern[end - 3] !== '\\') {
    tail = last;
    end -= 2;
  }

  const alternatives = (): string[] | undefined => {
    const all: string[] = [];
    for (;;) {
      const one = sequence();
      if (one === undefined) return undefined;
      all.push(...one);
      if (all.length > MAX_LIST) return undefined;
      if (at >= end || pattern[at] !== '|') return all;
      at++;
    }
  };
  const sequence = (): string[] | undefined => {
    let texts = [''];
    for (;;) {
      if (at >= end || pattern[at] === '|' || pattern[at] === ')') return texts;
      const piece = atom();
      if (piece === undefined || (at < end && '*+?{'.includes(pattern[at] ?? ''))) return undefined;
      texts = texts.flatMap((text) => piece.map((more) => text + more));
      if (texts.length > MAX_LIST) return undefined;
    }
  };
  const atom = (): string[] | undefined => {
    const char = pattern[at] ?? '';
    at++;
    if (!SPECIAL.has(char)) return [char];
    if (char === '\\') {
      const escaped = at < end ? (pattern[at] ?? '') : '';
      at++;
      return /^[!-/:-@[-`{-~]$/.test(escaped) ? [escaped] : undefined;
    }
    if (char !== '(') return undefined;
    if (pattern.startsWith('?:', at)) at += 2;
    else if (pattern[at] === '?') return undefined;
    const texts = alternatives();
    if (texts === undefined || at >= end || pattern[at] !== ')') return undefined;
    at++;
    return texts;
  };

  const texts = alternatives();
  if (texts === undefined || at !== end) return undefined;
  // `a|b.*` is not `(a|b).*`: the tail belongs to the last alternative alone.
  if (tail !== '' && hasTopLevelAlternative(pattern)) return undefined;
  return { texts, tail };
}

function hasTopLevelAlternative(pattern: string): boolean {
  let depth = 0;
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i];
    if (char === '\\') i++;
    else if (char === '(') depth++;
    else if (char === ')') depth--;
    else if (char === '|' && depth === 0) return true;
  }
  return false;
}

function compileScan(pattern: string): ((text: string) => boolean) | undefined {
  const insensitive = pattern.startsWith('(?i)');
  const body = insensitive ? pattern.slice(4) : pattern;
  if (mayExplode(body)) return undefined;
  try {
    // In Prometheus `.` matches a line break too (`(?s:…)`).
    const expression = new RegExp(`^(?:${body})$`, insensitive ? 'sui' : 'su');
    return (text) => expression.test(text);
  } catch {
    // A SyntaxError is the only way to learn that a pattern is none.
    return undefined;
  }
}

/** Whether a repeated group holds a repetition or an alternative: the patterns whose backtracking grows exponentially. */
function mayExplode(pattern: string): boolean {
  if (pattern.length > 4096) return true;
  const risky = [false];
  let inClass = false;
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i] ?? '';
    if (char === '\\') i++;
    else if (inClass) inClass = char !== ']';
    else if (char === '[') inClass = true;
    else if (char === '(') {
      risky.push(false);
      if (pattern[i + 1] === '?') i++;
    } else if (char === ')') {
      const inner = risky.pop() ?? false;
      const repeated = '*+{'.includes(pattern[i + 1] ?? ' ');
      if (inner && repeated) return true;
      if (inner) risky[risky.length - 1] = true;
    } else if ('*+{|'.includes(char)) risky[risky.length - 1] = true;
  }
  return false;
}
