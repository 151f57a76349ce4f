/** From this length on a secret is looked for everywhere; a shorter one only where it stands alone, since `1` is in every text. */
const ANYWHERE_MIN_LENGTH = 4;
/** An encoded form that is shorter than this would hit by chance. */
const ENCODED_MIN_LENGTH = 6;

/**
 * The texts as which `value` may be met, longest first, each once: as it is, on one line, and as a URL, a form, JSON as any
 * language writes it, HTML, hexadecimal or Base64 (at any offset, so that it is found within an encoded `user:password` too)
 * would carry it.
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
    // A login page is told the whole URL that was asked for: encoded once more.
    percentEncode(percent),
    percentEncode(percent.replaceAll('%2F', '/')),
    percentEncode(encodeURI(value.toWellFormed())),
    // A reason is one line.
    value.replaceAll(/\s+/g, ' ').trim(),
    ...jsonForms(value),
    ...htmlForms(value),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    ...base64Forms(bytes).flatMap((form) => [form, percentEncode(form)]),
  ];
  const forms = new Set([value, ...encoded.filter((form) => form.length >= ENCODED_MIN_LENGTH)]);
  return [...forms].sort((a, b) => b.length - a.length);
}

/** The source of a pattern that finds `form`; a short one only where no letter or digit touches it. Needs the `u` flag. */
export function formPattern(form: string): string {
  const source = escapePattern(form);
  return form.length < ANYWHERE_MIN_LENGTH ? `(?<![\\p{L}\\p{N}])${source}(?![\\p{L}\\p{N}])` : source;
}

/** `text` with what a cut left of one of `names`' forms, four characters at least, before each ellipsis replaced by `print` of its name. */
export function withoutCutForms(
  text: string,
  names: ReadonlyMap<string, string>,
  print: (name: string) => string,
): string {
  const parts = text.split('…');
  const last = parts.pop() ?? '';
  return [...parts.map((part) => withoutCutForm(part, names, print)), last].join('…');
}

function withoutCutForm(text: string, names: ReadonlyMap<string, string>, print: (name: string) => string): string {
  let cutAt = text.length;
  let cutName: string | undefined;
  for (const [form, name] of names) {
    const start = form.slice(0, ANYWHERE_MIN_LENGTH);
    if (start.length < ANYWHERE_MIN_LENGTH) continue;
    for (let at = text.indexOf(start); at >= 0 && at < cutAt; at = text.indexOf(start, at + 1)) {
      if (form.startsWith(text.slice(at))) [cutAt, cutName] = [at, name];
    }
  }
  return cutName === undefined ? text : text.slice(0, cutAt) + print(cutName);
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

/** JSON as JavaScript, PHP (`\\/`), Go (`\\u0026`) and Python (nothing beyond ASCII) write it, each alone and together. */
function jsonForms(value: string): string[] {
  const forms = new Set([JSON.stringify(value).slice(1, -1)]);
  for (const escape of [
    (text: string) => text.replaceAll('/', '\\/'),
    (text: string) => text.replaceAll(/[<>&]/g, unicodeEscape),
    (text: string) => text.replaceAll("'", unicodeEscape),
    (text: string) => text.replaceAll(/[^\0-\x7f]/g, unicodeEscape),
    (text: string) => text.replaceAll(/\\u[0-9a-f]{4}/g, (code) => `\\u${code.slice(2).toUpperCase()}`),
  ]) {
    // Most values have nothing to escape: they stay one form.
    const before = [...forms];
    for (const form of before) forms.add(escape(form));
  }
  return [...forms];
}

function unicodeEscape(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** With `&#39;` and `&quot;`, as Go writes both, and as Python writes the first. */
function htmlForms(value: string): string[] {
  const text = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return [
    text.replaceAll('"', '&quot;').replaceAll("'", '&#39;'),
    text.replaceAll('"', '&#34;').replaceAll("'", '&#39;'),
    text.replaceAll('"', '&quot;').replaceAll("'", '&#x27;'),
    text,
  ];
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
