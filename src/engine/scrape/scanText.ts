import { isUtf8 } from 'node:buffer';
import { parseFloatBytes } from './parseFloatBytes.ts';
import * as b from './scanBytes.ts';
import { type Statement, StatementKind } from './statement.ts';

const LABEL_VALUE: b.QuotedRules = { newline: true, nul: true };
const TYPES = new Set(['counter', 'gauge', 'histogram', 'summary', 'untyped']);

/**
 * Reads one statement of the Prometheus text format 0.0.4 at `at` into `statement`, exactly as lenient as Prometheus's own
 * scrape: blanks anywhere between tokens, missing commas, line ends inside a label value. `bytes[end - 1]` must be a line
 * end; `final` says that nothing comes after `end`.
 */
export function scanText(statement: Statement, bytes: Buffer, at: number, end: number, final: boolean): void {
  statement.reset();
  const start = b.skipBlanks(bytes, at);
  const first = bytes[start];
  if (first === b.NEWLINE) {
    statement.kind = StatementKind.blank;
    statement.end = start + 1;
  } else if (first === b.HASH) scanComment(statement, bytes, start, end, final);
  else scanSample(statement, bytes, start, end, final);
}

function scanComment(statement: Statement, bytes: Buffer, start: number, end: number, final: boolean): void {
  const lineEnd = bytes.indexOf(b.NEWLINE, start);
  const word = b.skipBlanks(bytes, start + 1);
  const isHelp = b.startsWith(bytes, word, 'HELP');
  const afterWord = bytes[word + 4];
  if (
    word === start + 1 ||
    (!isHelp && !b.startsWith(bytes, word, 'TYPE')) ||
    (afterWord !== b.SPACE && afterWord !== b.TAB)
  ) {
    statement.kind = StatementKind.comment;
    statement.end = lineEnd + 1;
    return;
  }
  statement.metadata = isHelp ? 'HELP' : 'TYPE';
  const name = b.skipBlanks(bytes, word + 4);
  const textFrom = b.metadataNameEnd(statement, bytes, name, end, final);
  if (textFrom < 0) return;
  const textEnd = bytes.indexOf(b.NEWLINE, textFrom);
  const isBlank = b.skipBlanks(bytes, textFrom) === textEnd;
  statement.textStart = isBlank ? textEnd : textFrom + 1;
  statement.textEnd = textEnd;
  statement.end = textEnd + 1;
  const text = bytes.subarray(statement.textStart, textEnd);
  if (isHelp) {
    if (!isUtf8(text)) return void statement.fail(statement.textStart, 'invalid UTF-8 in the HELP text');
  } else if (!TYPES.has(text.toString('latin1'))) {
    return void statement.fail(statement.textStart, `invalid metric type "${text.toString('latin1')}"`);
  }
  statement.kind = StatementKind.metadata;
}

function scanSample(statement: Statement, bytes: Buffer, start: number, end: number, final: boolean): void {
  let at = b.nameEnd(bytes, start);
  statement.seriesStart = start;
  statement.seriesEnd = at;
  if (at > start) {
    statement.nameStart = start;
    statement.nameEnd = at;
  } else if (bytes[start] !== b.BRACE_OPEN) {
    statement.fail(start, `expected a metric name, a comment or a blank line, got ${b.printByte(bytes[start])}`);
    return;
  }
  at = b.skipBlanks(bytes, at);
  if (bytes[at] === b.BRACE_OPEN) {
    at = scanLabels(statement, bytes, at + 1, end, final);
    if (at < 0) return;
    statement.seriesEnd = at;
    at = b.skipBlanks(bytes, at);
  }
  if (statement.nameStart < 0) return void statement.fail(start, 'the metric name is missing');
  const value = at;
  for (let c = bytes[at]; c !== b.SPACE && c !== b.TAB && c !== b.NEWLINE && c !== b.BRACE_OPEN; c = bytes[at]) at++;
  if (at === value) {
    return void statement.fail(at, `expected a value after the metric, got ${b.printByte(bytes[at])}`);
  }
  const number = parseFloatBytes(bytes, value, at);
  if (number === undefined) {
    return void statement.fail(value, `"${bytes.toString('utf8', value, Math.min(at, value + 40))}" is not a number`);
  }
  statement.value = number;
  statement.valueStart = value;
  scanTextAfterValue(statement, bytes, at);
}

/** Reads the rest of a sample's line, from the end of its value at `start` on: blanks and a timestamp. */
export function scanTextAfterValue(statement: Statement, bytes: Buffer, start: number): void {
  let at = b.skipBlanks(bytes, start);
  statement.hasTimestamp = false;
  if (bytes[at] !== b.NEWLINE) {
    at = scanTimestamp(statement, bytes, at);
    if (at < 0) return;
  }
  statement.kind = StatementKind.sample;
  statement.end = at + 1;
}

function scanTimestamp(statement: Statement, bytes: Buffer, start: number): number {
  let at = start;
  for (let c = bytes[at] ?? 0; c >= 0x30 && c <= 0x39; c = bytes[at] ?? 0) at++;
  if (at === start) {
    statement.fail(
      at,
      `expected a timestamp in whole milliseconds or the end of the line, got ${b.printByte(bytes[at])}`,
    );
    return -1;
  }
  statement.timestampMs = Number(bytes.toString('latin1', start, at));
  if (statement.timestampMs >= 2 ** 63) {
    statement.fail(start, 'the timestamp is out of range');
    return -1;
  }
  statement.hasTimestamp = true;
  at = b.skipBlanks(bytes, at);
  if (bytes[at] === b.NEWLINE) return at;
  statement.fail(at, `expected the end of the line after the timestamp, got ${b.printByte(bytes[at])}`);
  return -1;
}

/** Reads labels up to the closing brace; the position after it, or -1 where the statement failed. */
function scanLabels(statement: Statement, bytes: Buffer, start: number, end: number, final: boolean): number {
  let at = b.skipBlanks(bytes, start);
  while (bytes[at] !== b.BRACE_CLOSE) {
    let labelStart = at;
    let labelEnd = b.labelNameEnd(bytes, at);
    at = labelEnd;
    const quoted = bytes[labelStart] === b.QUOTE;
    if (quoted) {
      labelStart++;
      labelEnd = b.closingQuote(statement, bytes, labelStart, end, final, b.NAME, 'name');
      if (labelEnd < 0) return -1;
      at = labelEnd + 1;
    } else if (labelEnd === labelStart) {
      statement.fail(at, `expected a label name, got ${b.printByte(bytes[at])}`);
      return -1;
    }
    at = b.skipBlanks(bytes, at);
    if (quoted && (bytes[at] === b.COMMA || bytes[at] === b.BRACE_CLOSE)) {
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
      at = b.skipBlanks(bytes, at + 1);
      if (bytes[at] !== b.QUOTE) {
        statement.fail(at, `expected a label value in double quotes, got ${b.printByte(bytes[at])}`);
        return -1;
      }
      const valueEnd = b.closingQuote(statement, bytes, at + 1, end, final, LABEL_VALUE, 'label value');
      if (valueEnd < 0) return -1;
      statement.labels.add(labelStart, labelEnd, at + 1, valueEnd);
      at = b.skipBlanks(bytes, valueEnd + 1);
    }
    if (bytes[at] === b.COMMA) at = b.skipBlanks(bytes, at + 1);
  }
  return at + 1;
}
