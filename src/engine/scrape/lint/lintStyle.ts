import type { Statement } from '../statement.ts';

/** Reports a breach at a byte of the document. */
export type ReportAt = (at: number, message: string) => void;

const NEWLINE = 0x0a;
const BACKSLASH = 0x5c;
const ESCAPED = new Set([BACKSLASH, 0x22, 0x6e]);

/** What a scrape of the text format lets pass in a sample, though the format says otherwise. */
export function lintTextSample(statement: Statement, bytes: Buffer, report: ReportAt): void {
  const { labels, seriesEnd, valueStart } = statement;
  for (let i = 0; i < labels.count * 4; i += 4) {
    const valueFrom = labels.offsets[i + 2] as number;
    const valueTo = labels.offsets[i + 3] as number;
    for (let at = valueFrom; at < valueTo; at++) {
      if (bytes[at] === NEWLINE) report(at, 'a line end in a label value must be written \\n');
      if (bytes[at] !== BACKSLASH) continue;
      at++;
      if (!ESCAPED.has(bytes[at] ?? 0)) report(at - 1, 'a backslash in a label value must be written \\\\');
    }
    if (i === 0) continue;
    const before = (labels.offsets[i - 1] as number) + 1;
    if (!bytes.subarray(before, labels.offsets[i]).includes(0x2c))
      report(before, 'a comma is missing between two labels');
  }
  if (valueStart === seriesEnd) report(valueStart, 'a space is missing before the value');
}

/** What a scrape of the text format lets pass in HELP and TYPE. */
export function lintTextMetadata(statement: Statement, bytes: Buffer, report: ReportAt): void {
  const { nameEnd, textStart, textEnd } = statement;
  const after = bytes[nameEnd] === 0x22 ? nameEnd + 1 : nameEnd;
  const separator = bytes[after];
  if (separator !== NEWLINE && separator !== 0x20 && separator !== 0x09) {
    report(after, `a space is missing after the metric name`);
  }
  if (statement.metadata !== 'HELP') return;
  for (let at = textStart; at < textEnd; at++) {
    if (bytes[at] !== BACKSLASH) continue;
    at++;
    if (bytes[at] !== BACKSLASH && bytes[at] !== 0x6e) report(at - 1, 'a backslash in HELP must be written \\\\');
  }
}
