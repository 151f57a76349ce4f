/** What the scanner found at a position. */
export const StatementKind = {
  /** The bytes end inside a quoted text: more are needed. */
  incomplete: 0,
  blank: 1,
  comment: 2,
  metadata: 3,
  sample: 4,
  eof: 5,
  invalid: 6,
} as const;
export type StatementKind = (typeof StatementKind)[keyof typeof StatementKind];

export type MetadataKind = 'HELP' | 'TYPE' | 'UNIT';

/** Byte ranges of labels, four numbers each: start and end of the name, start and end of the value, quotes left out. */
export class LabelRanges {
  count = 0;
  offsets = new Int32Array(64);

  add(nameStart: number, nameEnd: number, valueStart: number, valueEnd: number): void {
    const at = this.count * 4;
    if (at + 4 > this.offsets.length) {
      const grown = new Int32Array(this.offsets.length * 2);
      grown.set(this.offsets);
      this.offsets = grown;
    }
    this.offsets[at] = nameStart;
    this.offsets[at + 1] = nameEnd;
    this.offsets[at + 2] = valueStart;
    this.offsets[at + 3] = valueEnd;
    this.count++;
  }
}

/**
 * One statement of an exposition as byte ranges into the buffer that was scanned. One object is filled again and again, so
 * that scanning allocates nothing; only the fields that belong to `kind` are meaningful.
 */
export class Statement {
  kind: StatementKind = StatementKind.blank;
  /** Just after the statement and its line end. */
  end = 0;

  /** The series as it is written: name and labels. */
  seriesStart = 0;
  seriesEnd = 0;
  /** The metric name without quotes; of a sample, or of the family that metadata is about. -1 while none was met. */
  nameStart = -1;
  nameEnd = -1;
  readonly labels = new LabelRanges();
  value = 0;
  valueStart = 0;
  hasTimestamp = false;
  timestampMs = 0;

  hasExemplar = false;
  readonly exemplarLabels = new LabelRanges();
  exemplarValue = 0;
  exemplarHasTimestamp = false;
  exemplarTimestampMs = 0;

  metadata: MetadataKind = 'HELP';
  textStart = 0;
  textEnd = 0;

  /** Of an invalid statement: what is wrong, and where. */
  message = '';
  errorAt = 0;

  fail(at: number, message: string): false {
    this.kind = StatementKind.invalid;
    this.errorAt = at;
    this.message = message;
    return false;
  }

  reset(): void {
    this.nameStart = -1;
    this.nameEnd = -1;
    this.labels.count = 0;
    this.exemplarLabels.count = 0;
    this.hasTimestamp = false;
    this.hasExemplar = false;
    this.exemplarHasTimestamp = false;
  }
}
