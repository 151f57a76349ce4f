const PARTS: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/gi, '<id>'],
  [/\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)?(?:Z|[+-]\d{2}:?\d{2})?/g, '<time>'],
  [/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b/g, '<ip>'],
  [/\b0x[0-9a-f]+\b/gi, '<id>'],
  // Hexadecimal and other ids: letters and digits well mixed.
  [/\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{6,}\b/gi, '<id>'],
  [/\b(?=\w*\d[a-z_]+\d|\w*[a-z]\d+[a-z])(?=(?:\w*\d){2})\w{8,}\b/gi, '<id>'],
  [/(?:(?<!\w)[+-])?\d+(?:[.,]\d+)*/g, '<num>'],
];
const LONGEST = 500;

/** What messages have in common that differ in numbers, ids, times and addresses only; of the first line, at most 500 characters. */
export function messagePattern(message: string): string {
  const end = message.indexOf('\n');
  let pattern = message.slice(0, end < 0 ? LONGEST : Math.min(end, LONGEST));
  if (!/\d|0x/.test(pattern)) return pattern;
  for (const [part, name] of PARTS) pattern = pattern.replace(part, name);
  return pattern;
}
