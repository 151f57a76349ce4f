import { type JsonLine, recordOf, withLines } from './jsonShape.ts';
import { isContinuation } from './stack.ts';
import type { LogFormat } from './logFormat.ts';
import { numberOrText } from './textFormat.ts';
import { readLevel } from './readLevel.ts';
import { readLogTime } from './readLogTime.ts';

const PAIR = /([^\s="]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*))/y;
const OWN = /(?:^|\s)(?:level|lvl|msg|ts|time|severity)=/;

/** `key=value` pairs, values in quotes where they hold blanks: logrus' text, Go's `slog`, Heroku. Source: brandur.org/logfmt. */
export const logfmt: LogFormat = {
  name: 'logfmt',
  begins: (line) => !isContinuation(line) && /^[^\s="]+=/.test(line) && OWN.test(line),
  read: ([first = '', ...rest]) => {
    const pairs = readPairs(first);
    if (pairs === undefined) return undefined;
    const take = (...names: string[]): string | number | undefined => {
      const name = names.find((one) => pairs[one] !== undefined);
      const value = name === undefined ? undefined : pairs[name];
      if (name !== undefined) delete pairs[name];
      return typeof value === 'string' || typeof value === 'number' ? value : undefined;
    };
    const record = recordOf({
      timeMs: readLogTime(take('time', 'ts', 'timestamp', 't', 'at')),
      level: readLevel(take('level', 'lvl', 'severity')),
      message: String(take('msg', 'message') ?? ''),
      logger:
        pairs['logger'] === undefined && pairs['component'] === undefined
          ? undefined
          : String(take('logger', 'component')),
      fields: pairs,
    });
    return withLines(record, rest);
  },
};

/** The pairs of a line, a lone word being `true`; undefined where the line has something else in it. */
function readPairs(line: string): JsonLine | undefined {
  const pairs: JsonLine = {};
  let at = 0;
  while (at < line.length) {
    if (line[at] === ' ' || line[at] === '\t') {
      at++;
      continue;
    }
    PAIR.lastIndex = at;
    const match = PAIR.exec(line);
    if (match === null) {
      const end = line.indexOf(' ', at);
      const word = line.slice(at, end < 0 ? undefined : end);
      if (word.includes('"') || word.startsWith('=')) return undefined;
      pairs[word] = true;
      at += word.length;
      continue;
    }
    const [whole, name = '', quoted, bare = ''] = match;
    pairs[name] = quoted === undefined ? numberOrText(bare) : unquote(quoted);
    at += whole.length;
  }
  return pairs;
}

function unquote(text: string): string {
  return text.replace(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char === 't' ? '\t' : char));
}
