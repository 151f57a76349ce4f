/**
 * The value of a JSON text, or undefined where it is none. Takes what health endpoints really send: NaN and Infinity as
 * Python writes them (read as null), and JSON that was encoded twice, so that the first reading gives a text. Of a key that
 * is there twice the last one counts, as everywhere in JavaScript.
 */
export function parseJson(text: string): unknown {
  const value = parseOnce(text);
  if (typeof value !== 'string') return value;
  const inner = /^\s*[[{"]/.test(value) ? parseOnce(value) : undefined;
  return inner === undefined ? value : inner;
}

function parseOnce(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Not JSON as it stands; perhaps with what Python adds.
  }
  if (!/\b(?:NaN|Infinity)\b/.test(text)) return undefined;
  try {
    return JSON.parse(
      text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\b(?:NaN|Infinity)\b/g, (piece) =>
        piece.startsWith('"') ? piece : 'null',
      ),
    ) as unknown;
  } catch {
    return undefined; // not JSON at all, which the caller is told
  }
}
