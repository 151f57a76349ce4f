import { beginsAlone, parseObject, recordOf } from './jsonShape.ts';
import type { LogFormat } from './logFormat.ts';
import { withInner } from './inner.ts';
import { readLogTime } from './readLogTime.ts';
import { textFormat } from './textFormat.ts';

/** PM2 with `--log-type json`: an envelope around each line; `type` is `out`, `err` or `process_event`. Source: PM2's `lib/God/ForkMode.js`. */
export const pm2Json: LogFormat = {
  name: 'pm2Json',
  begins: beginsAlone,
  isOwn: (line) => {
    const object = parseObject(line);
    return object !== undefined && 'app_name' in object && 'process_id' in object;
  },
  read: ([first = ''], context) => {
    const object = parseObject(first);
    if (object === undefined) return undefined;
    const { message, timestamp, app_name: app, type, ...fields } = object;
    const text = typeof message === 'string' ? message.replace(/\n$/, '') : JSON.stringify(message ?? '');
    return withInner(
      recordOf({
        timeMs: readLogTime(timestamp),
        level: type === 'err' ? 'error' : undefined,
        message: text,
        logger: typeof app === 'string' ? app : undefined,
        fields: { ...(type !== undefined && { type }), ...fields },
      }),
      context,
    );
  },
};

/** PM2 with `--time`, and PM2's own log: the time, a colon, and what the program printed. */
export const pm2Time = textFormat(
  'pm2Time',
  /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})?): (.*)$/,
  ([, time, text = ''], context) =>
    withInner(recordOf({ timeMs: readLogTime(time), message: text, fields: {} }), context),
);
