import type { LogRecord } from '../../../model/logRecord.ts';
import { withLines } from './jsonShape.ts';
import type { LogFormat, ReadContext } from './logFormat.ts';

/** A format of lines that begin as `head` says; what does not begin so belongs to the record before. */
export function textFormat(
  name: string,
  head: RegExp,
  read: (match: RegExpExecArray, context: ReadContext) => LogRecord,
): LogFormat {
  return {
    name,
    begins: (line) => head.test(line),
    read: ([first = '', ...rest], context) => {
      const match = head.exec(first);
      return match === null ? undefined : withLines(read(match, context), rest);
    },
  };
}

/** A number where `text` is one as programs print them, else the text. */
export function numberOrText(text: string): string | number {
  return /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$/.test(text) ? Number(text) : text;
}
