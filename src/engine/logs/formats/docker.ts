import { beginsAlone, parseObject, recordOf } from './jsonShape.ts';
import type { LogFormat } from './logFormat.ts';
import { withInner } from './inner.ts';
import { readLogTime } from './readLogTime.ts';

/** Docker's `json-file` driver: a line that a container printed, in an envelope; what the line itself says is read too. */
export const docker: LogFormat = {
  name: 'docker',
  begins: beginsAlone,
  isOwn: (line) => {
    const object = parseObject(line);
    return object !== undefined && typeof object['log'] === 'string' && typeof object['stream'] === 'string';
  },
  read: ([first = ''], context) => {
    const object = parseObject(first);
    if (object === undefined) return undefined;
    const { log, time, ...fields } = object;
    const message = typeof log === 'string' ? log.replace(/\r?\n$/, '') : '';
    return withInner(recordOf({ timeMs: readLogTime(time), message, fields }), context);
  },
};
