/**
 * The number that the ASCII bytes `[start, end)` spell, or undefined where they spell none. The grammar is Go's
 * `strconv.ParseFloat` without underscores and hexadecimal, which is what both formats use: an optional sign, digits with
 * at most one dot, an optional exponent; `Inf`, `Infinity` and (without a sign) `NaN` in any case. A number too large for
 * a double is an error, as in Go.
 */
export function parseFloatBytes(bytes: Buffer, start: number, end: number): number | undefined {
  let at = start;
  const first = bytes[at];
  if (first === 0x2b || first === 0x2d) at++;
  let digits = 0;
  for (; at < end && isDigit(bytes[at]); at++) digits++;
  if (at < end && bytes[at] === 0x2e) {
    at++;
    for (; at < end && isDigit(bytes[at]); at++) digits++;
  }
  if (digits === 0) return parseSpecial(bytes, start, end);
  if (at < end && ((bytes[at] ?? 0) | 0x20) === 0x65) {
    at++;
    if (at < end && (bytes[at] === 0x2b || bytes[at] === 0x2d)) at++;
    const exponentAt = at;
    while (at < end && isDigit(bytes[at])) at++;
    if (at === exponentAt) return undefined;
  }
  if (at !== end) return undefined;
  const value = Number(bytes.toString('latin1', start, end));
  return Number.isFinite(value) ? value : undefined;
}

/** `text` as a number by the same grammar. */
export function parseFloatText(text: string): number | undefined {
  const bytes = Buffer.from(text, 'utf8');
  return parseFloatBytes(bytes, 0, bytes.length);
}

function parseSpecial(bytes: Buffer, start: number, end: number): number | undefined {
  if (end - start < 3 || end - start > 9) return undefined;
  switch (bytes.toString('latin1', start, end).toLowerCase()) {
    case 'nan':
      return NaN;
    case 'inf':
    case '+inf':
    case 'infinity':
    case '+infinity':
      return Infinity;
    case '-inf':
    case '-infinity':
      return -Infinity;
    default:
      return undefined;
  }
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}
