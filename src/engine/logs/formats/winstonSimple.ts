import { parseObject, recordOf } from './jsonShape.ts';
import { readLevel } from './readLevel.ts';
import { textFormat } from './textFormat.ts';

/** Winston's `format.simple()`: `level: message {"rest": "as JSON"}`, with npm's and syslog's level names. */
export const winstonSimple = textFormat(
  'winstonSimple',
  /^(error|warn|info|http|verbose|debug|silly|emerg|alert|crit|warning|notice): (.*)$/,
  ([, level, text = '']) => {
    const at = text.endsWith('}') ? text.search(/\{"/) : -1;
    const fields = at < 0 ? undefined : parseObject(text.slice(at));
    return recordOf({
      level: readLevel(level),
      message: fields === undefined ? text : text.slice(0, at).trimEnd(),
      fields: fields ?? {},
    });
  },
);
