import { isUtf8 } from 'node:buffer';
import { parseFloatBytes } from './parseFloatBytes.ts';
import * as b from './scanBytes.ts';
import { type LabelRanges, type Statement, StatementKind } from './statement.ts';

const LABEL_VALUE: b.QuotedRules = { newline: false, nul: true };
const EXEMPLAR_TEXT: b.QuotedRules = { newline: false, nul: false };
const TYPES = new Set(['counter', 'gauge', 'histogram', 'gaugehistogram', 'summary', 'info', 'stateset', 'unknown']);
const WORDS = ['HELP', 'TYPE', 'UNIT'] as const;

/**
 * Reads one statement of OpenMetrics 1.0 at `at` into `statement`, as lenient as Prometheus's own scrape: exactly one
 * space as separator, no blank lines, no free comments, but no look at what the numbers mean. `bytes[end - 1]` must be a
 * line end; `final` says that nothing comes after `end`. Whether a document ends in `# EOF` is for the caller to see.
 */
export function scanOpenMetrics(statement: Statement, bytes: Buffer, at: number, end: number, final: boolean): void {
  statement.reset();
  if (bytes[at] === b.HASH) scanMetadata(statement, bytes, at, end, final);
  else scanSample(statement, bytes, at, end, final);
}

function scanMetadata(statement: Statement, bytes: Buffer, start: number, end: number, final: boolean): void {
  if (b.startsWith(bytes, start, '# EOF')) {
    if (bytes[start + 5] !== b.NEWLINE) return void statement.fail(start + 5, 'unexpected data after # EOF');
    statement.kind = StatementKind.eof;
    statement.end = start + 6;
    return;
  }
  const word = WORDS.find((each) => b.startsWith(bytes, start, `# ${each} `));
  if (word === undefined) {
    return void statement.fail(
      start,
      'expected # HELP, # TYPE, # UNIT or # EOF with single spaces; OpenMetrics has no comments',
    );
  }
  statement.metadata = word;
  const name = start + 7;
  const textFrom = b.metadataNameEnd(statement, bytes, name, end, final);
  if (textFrom < 0) return;
  if (bytes[textFrom] !== b.SPACE) {
    return void statement.fail(textFrom, `expected a space and a text in ${word}, got ${b.printByte(bytes[textFrom])}`);
  }
  statement.textStart = textFrom + 1;
  statement.textEnd = bytes.indexOf(b.NEWLINE, textFrom);
  statement.end = statement.textEnd + 1;
  statement.kind = StatementKind.metadata;
  checkText(statement, bytes);
}

function checkText(statement: Statement, bytes: Buffer): void {
  const text = bytes.subarray(statement.textStart, statement.textEnd);
  switch (statement.metadata) {
    case 'HELP':
      if (!isUtf8(text)) statement.fail(statement.textStart, 'invalid UTF-8 in the HELP text');
      return;
    case 'TYPE':
      if (!TYPES.has(text.toString('latin1'))) {
        statement.fail(statement.textStart, `invalid metric type "${text.toString('utf8')}"`);
      }
      return;
    case 'UNIT': {
      const name = bytes.toString('utf8', statement.nameStart, statement.nameEnd);
      const unit = text.toString('utf8');
      if (unit !== '' && !name.endsWith(`_${unit}`)) {
        statement.fail(statement.textStart, `the unit "${unit}" is not a suffix of the metric name "${name}"`);
      }
    }
  }
}

function scanSample(statement: Statement, bytes: Buffer, start: number, end: number, final: boolean): void {
  let at = b.nameEnd(bytes, start);
  statement.seriesStart = start;
  if (at > start) {
    statement.nameStart = start;
    statement.nameEnd = at;
  } else if (bytes[start] !== b.BRACE_OPEN) {
    return void statement.fail(start, `expected a metric name or #, got ${b.printByte(bytes[start])}`);
  }
  if (bytes[at] === b.BRACE_OPEN) {
    at = scanLabels(statement, statement.labels, bytes, at + 1, end, final, false);
    if (at < 0) return;
  }
  statement.seriesEnd = at;
  if (statement.nameStart < 0) return void statement.fail(start, 'the metric name is missing');

  statement.valueStart = at + 1;
  at = numberEnd(statement, bytes, at, 'a value after the metric');
  if (at < 0) return;
  statement.value = scanned;
  scanOpenMetricsAfterValue(statement, bytes, at, end, final);
}

/** Reads the rest of a sample's line, from the end of its value at `start` on: a timestamp and an exemplar. */
export function scanOpenMetricsAfterValue(
  statement: Statement,
  bytes: Buffer,
  start: number,
  end: number,
  final: boolean,
): void {
  let at = start;
  statement.hasTimestamp = false;
  statement.hasExemplar = false;
  if (bytes[at] === b.SPACE && !b.startsWith(bytes, at, ' # {')) {
    const timestampAt = at + 1;
    at = numberEnd(statement, bytes, at, 'a timestamp');
    if (at < 0) return;
    if (!Number.isFinite(scanned)) {
      return void statement.fail(timestampAt, 'the timestamp must be a finite number of seconds');
    }
    statement.hasTimestamp = true;
    statement.timestampMs = Math.trunc(scanned * 1000);
  }
  if (b.startsWith(bytes, at, ' # {')) {
    at = scanExemplar(statement, bytes, at, end, final);
    if (at < 0) return;
  }
  if (bytes[at] !== b.NEWLINE) {
    return void statement.fail(at, `expected the end of the line, got ${b.printByte(bytes[at])}`);
  }
  statement.kind = StatementKind.sample;
  statement.end = at + 1;
}

/** Reads ` # {labels} value [timestamp]` at `at`; the position after it, or -1 where the statement failed. */
function scanExemplar(statement: Statement, bytes: Buffer, start: number, end: number, final: boolean): number {
  statement.exemplarLabels.count = 0;
  statement.exemplarHasTimestamp = false;
  let at = scanLabels(statement, statement.exemplarLabels, bytes, start + 4, end, final, true);
  if (at < 0) return -1;
  at = numberEnd(statement, bytes, at, 'a value after the labels of the exemplar');
  if (at < 0) return -1;
  statement.hasExemplar = true;
  statement.exemplarValue = scanned;
  if (bytes[at] === b.SPACE) {
    const timestampAt = at + 1;
    at = numberEnd(statement, bytes, at, 'a timestamp of the exemplar');
    if (at < 0) return -1;
    if (!Number.isFinite(scanned)) {
      statement.fail(timestampAt, 'the timestamp of the exemplar must be a finite number of seconds');
      return -1;
    }
    statement.exemplarHasTimestamp = true;
    statement.exemplarTimestampMs = Math.trunc(scanned * 1000);
  }
  return at;
}

/** The number that `numberEnd` read last. */
let scanned = 0;

/** Reads a space and a number at `at` into `scanned`; the position after it, or -1 where the statement failed. */
function numberEnd(statement: Statement, bytes: Buffer, at: number, what: string): number {
  let end = at + 1;
  // Without the space `at` may be the line end, with nothing to stop at behind it.
  if (bytes[at] === b.SPACE) while (bytes[end] !== b.SPACE && bytes[end] !== b.NEWLINE) end++;
  if (end === at + 1) {
    statement.fail(at, `expected a space and ${what}, got ${b.printByte(bytes[at])}`);
    return -1;
  }
  const number = parseFloatBytes(bytes, at + 1, end);
  if (number === undefined) {
    statement.fail(at + 1, `"${bytes.toString('utf8', at + 1, Math.min(end, at + 40))}" is not a number`);
    return -1;
  }
  scanned = number;
  return end;
}

/** Reads labels up to the closing brace; the position after it, or -1 where the statement failed. */
function scanLabels(
  statement: Statement,
  labels: LabelRanges,
  bytes: Buffer,
  start: number,
  end: number,
  final: boolean,
  isExemplar: boolean,
): number {
  let at = start;
  if (bytes[at] === b.BRACE_CLOSE) return at + 1;
  for (;;) {
    let labelStart = at;
    let labelEnd = b.labelNameEnd(bytes, at);
    at = labelEnd;
    const quoted = bytes[labelStart] === b.QUOTE;
    if (quoted) {
      labelStart++;
      labelEnd = b.closingQuote(statement, bytes, labelStart, end, final, isExemplar ? EXEMPLAR_TEXT : b.NAME, 'name');
      if (labelEnd < 0) return -1;
      at = labelEnd + 1;
    } else if (labelEnd === labelStart) {
      statement.fail(at, `expected a label name, got ${b.printByte(bytes[at])}`);
      return -1;
    }
    if (quoted && !isExemplar && (bytes[at] === b.COMMA || bytes[at] === b.BRACE_CLOSE)) {
      if (statement.nameStart >= 0) {
        statement.fail(labelStart, 'the metric has a name already');
        return -1;
      }
      statement.nameStart = labelStart;
      statement.nameEnd = labelEnd;
    } else {
      if (bytes[at] !== b.EQUALS) {
        statement.fail(at, `expected = after the label name, got ${b.printByte(bytes[at])}`);
        return -1;
      }
      at++;
      if (bytes[at] !== b.QUOTE) {
        statement.fail(at, `expected a label value in double quotes, got ${b.printByte(bytes[at])}`);
        return -1;
      }
      const rules = isExemplar ? EXEMPLAR_TEXT : LABEL_VALUE;
      const valueEnd = b.closingQuote(statement, bytes, at + 1, end, final, rules, 'label value');
      if (valueEnd < 0) return -1;
      labels.add(labelStart, labelEnd, at + 1, valueEnd);
      at = valueEnd + 1;
    }
    if (bytes[at] === b.BRACE_CLOSE) return at + 1;
    if (bytes[at] !== b.COMMA) {
      statement.fail(at, `expected a comma or } after the label, got ${b.printByte(bytes[at])}`);
      return -1;
    }
    at++;
  }
}
