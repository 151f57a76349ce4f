import type { LabelSet } from '../../model/labelSet.ts';
import { LabelBuilder, type NumericLabel } from './labelBuilder.ts';
import { NEWLINE, QUOTE, startsWith } from './scanBytes.ts';
import { scanText } from './scanText.ts';
import type { ScrapeOptions } from './scrapeOptions.ts';
import { EntryFlag, type SeriesTable } from './seriesTable.ts';
import { Statement } from './statement.ts';

/** The numeric label of each mode that `SeriesTable` keeps. */
export const NUMERIC_LABELS: readonly NumericLabel[] = [undefined, 'le', 'quantile'];

/** Decides which series of a target come in, and makes their labels: the target's own added, relabelled, within the limits. */
export class SeriesAdmission {
  readonly #options: ScrapeOptions;
  readonly #labels: LabelBuilder;
  readonly #reservedLabels: number;
  readonly #known = new Statement();
  /** A copy of the series that `labelsOf` reads. */
  #line: Buffer = Buffer.alloc(1024);

  constructor(options: ScrapeOptions) {
    this.#options = options;
    this.#labels = new LabelBuilder(options);
    this.#reservedLabels = Object.keys(options.targetLabels).length + 1;
  }

  /**
   * Whether a new series may come in: undefined, `dropped`, or why not. Labels are not made here but when the body is
   * known to be whole; so a body of a quarter of a million new series does not hold as many objects while it is read.
   */
  admit(statement: Statement, bytes: Buffer, numericLabel: NumericLabel): string | undefined {
    if (this.#options.relabel === undefined && this.#isPlain(statement, bytes)) return undefined;
    const labels = this.#labels.build(statement, bytes, numericLabel);
    if (typeof labels === 'string') return labels;
    const kept = this.#options.relabel === undefined ? labels : this.#options.relabel(labels);
    return kept === undefined ? 'dropped' : this.#labelLimit(kept);
  }

  /** Whether the bytes alone show that the scanned series has proper labels within the limits. */
  #isPlain(statement: Statement, bytes: Buffer): boolean {
    const { labels, nameStart, nameEnd } = statement;
    const { offsets, count } = labels;
    const { maxLabels, maxLabelNameLength, maxLabelValueLength } = this.#options;
    if (count + this.#reservedLabels > maxLabels) return false;
    if (nameEnd === nameStart || nameEnd - nameStart > maxLabelValueLength) return false;
    for (let i = 0; i < count * 4; i += 4) {
      const start = offsets[i] as number;
      const length = (offsets[i + 1] as number) - start;
      // With `exported_` before it, the name of a label may grow.
      if (length === 0 || length + 9 > maxLabelNameLength) return false;
      if ((offsets[i + 3] as number) - (offsets[i + 2] as number) > maxLabelValueLength) return false;
      // A quoted name may hold escapes, and `__name__` is the metric's name.
      if (bytes[start - 1] === QUOTE || startsWith(bytes, start, '__name__')) return false;
      for (let j = 0; j < i; j += 4) {
        const other = offsets[j] as number;
        if ((offsets[j + 1] as number) - other !== length) continue;
        let same = 0;
        while (same < length && bytes[start + same] === bytes[other + same]) same++;
        if (same === length) return false;
      }
    }
    return true;
  }

  #labelLimit(labels: LabelSet): string | undefined {
    const { maxLabels, maxLabelNameLength, maxLabelValueLength } = this.#options;
    if (labels.names.length > maxLabels) {
      return `the series has ${labels.names.length} labels, more than the limit of ${maxLabels}`;
    }
    for (let i = 0; i < labels.names.length; i++) {
      const name = labels.names[i] as string;
      if (name.length > maxLabelNameLength) return `a label name is longer than the limit of ${maxLabelNameLength}`;
      if ((labels.values[i] as string).length > maxLabelValueLength) {
        return `the value of label ${name} is longer than the limit of ${maxLabelValueLength}`;
      }
    }
    return undefined;
  }

  /** The labels of a known series, made from its bytes; undefined where relabelling drops it. */
  labelsOf<R>(table: SeriesTable<R>, entry: number): LabelSet | undefined {
    const { keys, keyOffsets, keyLengths, modes } = table;
    const offset = keyOffsets[entry] as number;
    const length = keyLengths[entry] as number;
    if (this.#line.length < length + 3) this.#line = Buffer.alloc(length * 2 + 3);
    const line = this.#line;
    keys.copy(line, 0, offset, offset + length);
    line.write(' 0\n', length, 'latin1');
    // The text format takes every series that OpenMetrics takes.
    scanText(this.#known, line, 0, length + 3, true);
    const labels = this.#labels.build(this.#known, line, NUMERIC_LABELS[modes[entry] as number]);
    if (typeof labels === 'string') return undefined;
    return this.#options.relabel === undefined ? labels : this.#options.relabel(labels);
  }
}

/** The marks of a scanned series, for `SeriesTable`. */
export function entryFlags(statement: Statement, bytes: Buffer): number {
  const { labels, seriesStart, seriesEnd } = statement;
  let flags = 0;
  for (let i = 0; i < labels.count * 4; i += 4) {
    const start = labels.offsets[i] as number;
    const length = (labels.offsets[i + 1] as number) - start;
    if ((length === 2 && startsWith(bytes, start, 'le')) || (length === 8 && startsWith(bytes, start, 'quantile'))) {
      flags = EntryFlag.numericLabel;
    }
  }
  const lineEnd = bytes.indexOf(NEWLINE, seriesStart);
  return lineEnd >= 0 && lineEnd < seriesEnd ? flags | EntryFlag.multiline : flags;
}
