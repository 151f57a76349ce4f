/** How a log's bytes are text. */
export interface TextEncoding {
  readonly name: 'utf-8' | 'utf-16le' | 'utf-16be' | 'latin1';
  /** The byte order mark at the start, which is no text. */
  readonly markBytes: number;
}

/**
 * The encoding that the first bytes of a log show: by their byte order mark, by the zeros of UTF-16, else UTF-8 where they are
 * valid, else Latin-1. A character that is cut off at the end counts as valid.
 */
export function detectEncoding(start: Uint8Array): TextEncoding {
  const [a, b, c] = start;
  if (a === 0xef && b === 0xbb && c === 0xbf) return { name: 'utf-8', markBytes: 3 };
  if (a === 0xff && b === 0xfe) return { name: 'utf-16le', markBytes: 2 };
  if (a === 0xfe && b === 0xff) return { name: 'utf-16be', markBytes: 2 };
  const zeros = [0, 0];
  const looked = Math.min(start.length, 512) & ~1;
  for (let i = 0; i < looked; i++) if (start[i] === 0) zeros[i & 1] = (zeros[i & 1] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (looked >= 8 && odd > looked * 0.35 && even < looked * 0.05) return { name: 'utf-16le', markBytes: 0 };
  if (looked >= 8 && even > looked * 0.35 && odd < looked * 0.05) return { name: 'utf-16be', markBytes: 0 };
  return { name: isUtf8(start) ? 'utf-8' : 'latin1', markBytes: 0 };
}

/** The text of bytes that are whole lines. Bytes that are no text become U+FFFD. */
export function decodeText(bytes: Buffer, { name }: TextEncoding): string {
  if (name === 'utf-8') return bytes.toString('utf8');
  if (name === 'latin1') return bytes.toString('latin1');
  if (name === 'utf-16le') return bytes.toString('utf16le');
  return Buffer.from(bytes.subarray(0, bytes.length & ~1))
    .swap16()
    .toString('utf16le');
}

/** Where the line that `from` is in ends: the offset just after its newline, or -1 where there is none. */
export function lineEnd(bytes: Buffer, from: number, { name }: TextEncoding): number {
  if (name === 'utf-8' || name === 'latin1') return bytes.indexOf(10, from) + 1 || -1;
  const low = name === 'utf-16le' ? 0 : 1;
  for (let at = bytes.indexOf(10, from); at >= 0; at = bytes.indexOf(10, at + 1)) {
    if (((at - from) & 1) === low && bytes[low === 0 ? at + 1 : at - 1] === 0)
      return at - low + 2 <= bytes.length ? at - low + 2 : -1;
  }
  return -1;
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    // With `stream` a character that goes on past the end is no mistake.
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
