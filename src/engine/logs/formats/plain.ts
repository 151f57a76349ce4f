import { recordOf, withLines } from './jsonShape.ts';
import type { LogFormat } from './logFormat.ts';
import { readLevel } from './readLevel.ts';
import { readLogTime } from './readLogTime.ts';
import { isContinuation } from './stack.ts';

const TIME =
  /^\[?(\d{4}[-/]\d{2}[-/]\d{2}[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?: ?(?:Z|UTC|[+-]\d{2}:?\d{2}))?)\]?:?\s*/;
const LEVEL =
  /^[[(<]?(trace|debug|verbose|info|information|notice|warn|warning|error|err|severe|fatal|critical|crit|panic|emerg|alert)[\])>]?(?=[\s:|-]|$)[\s:|-]*/i;
const LOGGER = /^\[([\w.:/@-]{1,64})\]\s+/;

/** Any text: a time at the start, a level and a name in brackets after it are read where they are there. */
export const plain: LogFormat = {
  name: 'plain',
  begins: (line) => line !== '' && !isContinuation(line),
  read: ([first = '', ...rest]) => {
    const time = TIME.exec(first);
    let text = first.slice(time?.[0].length ?? 0);
    const level = LEVEL.exec(text);
    // Without a time a bare word may just be the sentence's first: only one that stands out counts.
    const counts = level !== null && (time !== null || /^[[(<A-Z]|:/.test(level[0]));
    if (counts) text = text.slice(level[0].length);
    const logger = time !== null || counts ? LOGGER.exec(text) : null;
    const record = recordOf({
      timeMs: readLogTime(time?.[1]),
      level: counts ? readLevel(level[1]) : undefined,
      message: text.slice(logger?.[0].length ?? 0),
      logger: logger?.[1],
      fields: {},
    });
    return withLines(record, rest);
  },
};
