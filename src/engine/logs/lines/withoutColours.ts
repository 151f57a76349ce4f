// Written with escapes, since no editor shows the characters themselves.
const SEQUENCE =
  // oxlint-disable-next-line no-control-regex
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[PX^_][^\u001b]*(?:\u001b\\)?|[ -/]*[0-~])|\u009b[0-?]*[ -/]*[@-~]/g;

/** `text` without terminal sequences: colours, cursor movements, titles, links. Source: ECMA-48. */
export function withoutColours(text: string): string {
  return text.includes('\u001b') || text.includes('\u009b') ? text.replace(SEQUENCE, '') : text;
}
