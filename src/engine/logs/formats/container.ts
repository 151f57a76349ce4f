import { withInner } from './inner.ts';
import { recordOf } from './jsonShape.ts';
import type { LogFormat } from './logFormat.ts';
import { plain } from './plain.ts';
import { readLogTime } from './readLogTime.ts';
import { TEXT_FORMATS } from './textFormats.ts';

/** `api-1  | text` of Docker Compose (`api_1` before its version 2), `[pod/api-7d9/app] text` of kubectl. */
const PREFIX = /^(?:([\w][\w.-]*[-_]\d+) +\| ?|\[pod\/([^/\]]+)\/([^\]]+)\] )/;
/** The time that both write before the text where they are asked to: RFC 3339 with nanoseconds. */
const STAMP = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{4,9}Z) /;
const EXITED = /^[\w][\w.-]*[-_]\d+ exited with code \d+$/;

interface Unwrapped {
  readonly text: string;
  readonly time?: string;
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * What `docker compose logs`, `docker logs -t` and `kubectl logs --prefix`, with times or without, print around each line of a
 * container; what the line itself says is read too.
 */
export const container: LogFormat = {
  name: 'container',
  begins: (line) => EXITED.test(line) || !/^(?:\s|at |Caused by:|\.\.\. \d+ more|$)/.test(unwrap(line).text),
  isOwn: (line) => PREFIX.test(line) || STAMP.test(line),
  read: (lines, context) => {
    const [first, ...rest] = lines.map(unwrap);
    if (first === undefined) return undefined;
    const text = [first.text, ...rest.map((one) => one.text)];
    const format = TEXT_FORMATS.find(({ begins }) => begins(first.text));
    const raw = recordOf({ message: text.join('\n'), fields: {} });
    const inner = withInner(raw, context);
    const record = format?.read(text, context) ?? (inner === raw ? plain.read(text, context) : inner) ?? raw;
    const timeMs = record.timeMs ?? (first.time === undefined ? undefined : readLogTime(first.time));
    return {
      ...record,
      ...(timeMs !== undefined && { timeMs }),
      fields: { ...first.fields, ...record.fields },
    };
  },
};

function unwrap(line: string): Unwrapped {
  const prefix = PREFIX.exec(line);
  const [whole = '', service, pod, name] = prefix ?? [];
  const stamped = line.slice(whole.length);
  const stamp = STAMP.exec(stamped);
  const [before = '', time] = stamp ?? [];
  return {
    text: stamped.slice(before.length),
    ...(time !== undefined && { time }),
    fields: {
      ...(service !== undefined && { container: service }),
      ...(pod !== undefined && name !== undefined && { pod, container: name }),
    },
  };
}
