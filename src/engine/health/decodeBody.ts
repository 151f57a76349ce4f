/** Bodies above this are not read: a health body has no business being larger. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;

/**
 * The text of a body: in the charset that the content type names, else by its byte order mark, else UTF-8, else (where
 * it is no UTF-8) Windows-1252. Without byte order mark and the guards `)]}'`, `while(1);` and `for(;;);` that some
 * servers put before JSON. Undefined where the bytes are no text.
 */
export function decodeBody(bytes: Uint8Array, contentType: string): string | undefined {
  const text = withoutGuard(decode(bytes, charsetOf(contentType)));
  return looksBinary(text) ? undefined : text;
}

/** Whether the bytes are gzip, which whoever asked should have unpacked. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function charsetOf(contentType: string): string | undefined {
  const at = contentType.toLowerCase().indexOf('charset=');
  if (at < 0) return undefined;
  return /^["']?([a-z0-9_:.-]+)/i.exec(contentType.slice(at + 8))?.[1]?.toLowerCase();
}

function decode(bytes: Uint8Array, charset: string | undefined): string {
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8') return decodeAs(bytes, charset);
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return decodeAs(bytes, bytes[0] === 0xff ? 'utf-16le' : 'utf-16be');
  }
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  return charset === undefined && text.includes('\uFFFD') ? decodeAs(bytes, 'windows-1252') : text;
}

function decodeAs(bytes: Uint8Array, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    // A charset that nobody knows: the parts of a health body that matter are ASCII.
    return new TextDecoder('utf-8').decode(bytes);
  }
}

function withoutGuard(text: string): string {
  const rest = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const first = rest.charCodeAt(0);
  // `)`, `w`, `f`: only these begin a guard.
  if (first !== 41 && first !== 119 && first !== 102) return rest;
  return rest.replace(/^(?:\)\]\}'?,?|while ?\(1\);|for ?\(;;\);)\s*/, '');
}

/** Text has no NUL and few other control characters. */
function looksBinary(text: string): boolean {
  const length = Math.min(text.length, 1024);
  let controls = 0;
  for (let i = 0; i < length; i++) {
    const c = text.charCodeAt(i);
    if (c >= 32 && c < 127) continue;
    if (c === 0) return true;
    if (c < 9 || (c > 13 && c < 32 && c !== 27) || (c >= 127 && c < 160) || c === 0xfffd) controls++;
  }
  return controls * 10 > length;
}
