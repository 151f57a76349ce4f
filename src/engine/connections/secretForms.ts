/** From this length on a secret is looked for everywhere; a shorter one only where it stands alone, since `1` is in every text. */
const ANYWHERE_MIN_LENGTH = 4;
/** An encoded form that is shorter than this would hit by chance. */
const ENCODED_MIN_LENGTH = 6;

/**
 * The texts as which `value` may be met, longest first, each once: as it is, and as a URL, a form, JSON, HTML, hexadecimal
 * or Base64 (at any offset, so that it is found within an encoded `user:password` too) would carry it.
 */
export function secretForms(value: string): string[] {
  if (value.length < ANYWHERE_MIN_LENGTH) return [value];
  const bytes = Buffer.from(value, 'utf8');
  const percent = percentEncode(value);
  const encoded = [
    percent,
    lowerHex(percent),
    encodeURIComponent(value.toWellFormed()),
    percent.replaceAll('%2F', '/'),
    percent.replaceAll('%20', '+'),
    // What encodeURI leaves alone: as a URL parser carries a path or a query.
    encodeURI(value.toWellFormed()),
    JSON.stringify(value).slice(1, -1),
    escapeHtml(value),
    bytes.toString('hex'),
    ...base64Forms(bytes),
  ];
  const forms = new Set([value, ...encoded.filter((form) => form.length >= ENCODED_MIN_LENGTH)]);
  return [...forms].sort((a, b) => b.length - a.length);
}

/** The source of a pattern that finds `form`; a short one only where no letter or digit touches it. Needs the `u` flag. */
export function formPattern(form: string): string {
  const source = escapePattern(form);
  return form.length < ANYWHERE_MIN_LENGTH ? `(?<![\\p{L}\\p{N}])${source}(?![\\p{L}\\p{N}])` : source;
}

/** `encodeURIComponent` that also encodes what RFC 3986 reserves (`!'()*`) and never throws for a lone surrogate. */
export function percentEncode(value: string): string {
  return encodeURIComponent(value.toWellFormed()).replaceAll(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function lowerHex(percent: string): string {
  return percent.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/**
 * The Base64 characters that depend on the secret alone, for each of the three offsets that it can have in what was
 * encoded, in both alphabets; and the whole encoding with its padding.
 */
function base64Forms(bytes: Buffer): string[] {
  const forms = [bytes.toString('base64'), bytes.toString('base64url')];
  for (const offset of [0, 1, 2]) {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64url');
    const bits = (offset + bytes.length) * 8;
    // The first characters hold bits of what stands before, the last one those of what follows.
    const core = text.slice(Math.ceil((offset * 8) / 6), Math.floor(bits / 6));
    forms.push(core, core.replaceAll('-', '+').replaceAll('_', '/'));
  }
  return forms;
}

function escapePattern(text: string): string {
  // Written out rather than RegExp.escape, which the oldest editor that we run in does not have.
  return text
    .replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r');
}
