const ATOM = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null)(?!\w)/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;
const [QUOTE, BACKSLASH, SPACE_CODE] = [34, 92, 32];
const SPACE = /[ \t\r\n]*/y;

/**
 * Where a text stops to be JSON, as a UTF-16 offset; its end where all of it could be the beginning of one. `JSON.parse` has no place
 * in most of its messages. Without recursion: what is nested deeply is read, too.
 */
export function jsonErrorAt(text: string): number {
  const open: ('{' | '[')[] = [];
  let wanted: 'value' | 'valueOrEnd' | 'key' | 'keyOrEnd' | 'colon' | 'next' = 'value';
  for (let at = 0; ;) {
    SPACE.lastIndex = at;
    const start = at + (SPACE.exec(text)?.[0].length ?? 0);
    if (start >= text.length) return text.length;
    const [sign] = text.slice(start, start + 1);
    const kind = sign === '"' ? 'string' : sign !== undefined && '{}[],:'.includes(sign) ? 'sign' : 'atom';
    const end = kind === 'sign' ? start + 1 : kind === 'string' ? stringEnd(text, start) : atomEnd(text, start);
    if (end === undefined) return start;
    at = end;
    const isEnd = (sign === '}' && open.at(-1) === '{') || (sign === ']' && open.at(-1) === '[');
    if (isEnd && (wanted === 'next' || wanted === (sign === '}' ? 'keyOrEnd' : 'valueOrEnd'))) {
      open.pop();
      wanted = 'next';
    } else if (wanted === 'value' || wanted === 'valueOrEnd') {
      if (kind === 'sign' && (sign === '{' || sign === '[')) {
        open.push(sign);
        wanted = sign === '{' ? 'keyOrEnd' : 'valueOrEnd';
      } else if (kind !== 'sign') wanted = 'next';
      else return start;
    } else if (wanted === 'key' || wanted === 'keyOrEnd') {
      if (kind !== 'string') return start;
      wanted = 'colon';
    } else if (wanted === 'colon') {
      if (sign !== ':') return start;
      wanted = 'value';
    } else {
      if (sign !== ',' || open.length === 0) return start;
      wanted = open.at(-1) === '{' ? 'key' : 'value';
    }
  }
}

function atomEnd(text: string, start: number): number | undefined {
  ATOM.lastIndex = start;
  return ATOM.test(text) ? ATOM.lastIndex : undefined;
}

/** By hand: a pattern for the whole of a long string could need more memory than patterns have. */
function stringEnd(text: string, start: number): number | undefined {
  for (let at = start + 1; at < text.length;) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    if (code < SPACE_CODE) return undefined;
    if (code === BACKSLASH) {
      ESCAPE.lastIndex = at;
      if (!ESCAPE.test(text)) return undefined;
      at = ESCAPE.lastIndex;
    } else at++;
  }
  return undefined;
}
