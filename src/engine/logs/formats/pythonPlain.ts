import { recordOf } from './jsonShape.ts';
import { readLevel } from './readLevel.ts';
import { readLogTime } from './readLogTime.ts';
import { textFormat } from './textFormat.ts';

const LEVEL = '(DEBUG|INFO|WARNING|WARN|ERROR|CRITICAL|NOTSET)';

/**
 * Python's `logging` as it is usually set up: `asctime - name - levelname - message`, `asctime levelname name: message`, and
 * `basicConfig`'s `LEVEL:name:message`.
 */
export const pythonPlain = textFormat(
  'pythonPlain',
  new RegExp(
    `^(?:(\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2},\\d{3})(?: - ([^\\s]+) - ${LEVEL} - | \\[?${LEVEL}\\]?\\s+(?:\\[?([\\w.]+)\\]?: ?)?|\\s+-\\s+${LEVEL}\\s+-\\s+)|${LEVEL}:([\\w.]+):)(.*)$`,
  ),
  ([, time, name, level, level2, name2, level3, level4, name4, message = '']) =>
    recordOf({
      timeMs: readLogTime(time),
      level: readLevel(level ?? level2 ?? level3 ?? level4),
      message,
      logger: name ?? name2 ?? name4,
      fields: {},
    }),
);
