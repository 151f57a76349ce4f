import { recordOf } from './jsonShape.ts';
import { readLevel } from './readLevel.ts';
import { readLogTime } from './readLogTime.ts';
import { textFormat } from './textFormat.ts';

/** nginx' error log; its `, client: …, server: …` become fields. Source: nginx' `ngx_log_error_core`. */
export const nginxError = textFormat(
  'nginxError',
  /^(\d{4}\/\d{2}\/\d{2} \d{2}:\d{2}:\d{2}) \[([a-z]+)\] (\d+)#(\d+): (?:\*(\d+) )?(.*)$/,
  ([, time, level, pid, tid, connection, text = '']) => {
    const from = text.search(/, (?:client|server|request|upstream|host|referrer): /);
    const fields: Record<string, string> = {};
    if (from >= 0)
      for (const [, name = '', quoted, bare = ''] of text.slice(from).matchAll(/, (\w+): (?:"([^"]*)"|([^,]*))/g))
        fields[name] = quoted ?? bare;
    return recordOf({
      timeMs: readLogTime(time),
      level: readLevel(level),
      message: from < 0 ? text : text.slice(0, from),
      fields: {
        pid: Number(pid),
        tid: Number(tid),
        ...(connection !== undefined && { connection: Number(connection) }),
        ...fields,
      },
    });
  },
);
