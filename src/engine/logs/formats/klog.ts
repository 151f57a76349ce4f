import type { LogLevel } from '../../../model/logRecord.ts';
import { recordOf } from './jsonShape.ts';
import { timeOf } from './readLogTime.ts';
import { textFormat } from './textFormat.ts';

const LEVELS: Readonly<Record<string, LogLevel>> = { I: 'info', W: 'warn', E: 'error', F: 'fatal', D: 'debug' };

/** Kubernetes' klog and glog: `Lmmdd hh:mm:ss.uuuuuu thread file:line] message`. Source: klog's header comment. */
export const klog = textFormat(
  'klog',
  /^([IWEFD])(\d{2})(\d{2}) (\d{2}):(\d{2}):(\d{2})\.(\d{6})\s+(\d+) ([^\s:]+):(\d+)\] ?(.*)$/,
  ([, level = '', month, day, hour, minute, second, micros, thread, file = '', line, message = ''], { nowMs }) => {
    const at = (year: number): number | undefined =>
      timeOf(
        [year, Number(month), Number(day), Number(hour), Number(minute), Number(second)],
        Number(micros) / 1000,
        undefined,
      );
    const year = new Date(nowMs).getFullYear();
    const timeMs = at(year);
    return recordOf({
      timeMs: timeMs !== undefined && timeMs > nowMs + 86_400_000 ? at(year - 1) : timeMs,
      level: LEVELS[level],
      message,
      fields: { thread: Number(thread), file, line: Number(line) },
    });
  },
);
