import { recordOf } from './jsonShape.ts';
import { readLevel } from './readLevel.ts';
import { readLogTime } from './readLogTime.ts';
import { textFormat } from './textFormat.ts';

/**
 * What Log4j's and Logback's usual patterns write, thread and level in either order, and Spring Boot's:
 * `2026-11-21 10:00:00,123 [main] INFO  com.example.App - message`.
 */
export const log4j = textFormat(
  'log4j',
  /^(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}[.,]\d{3,9}(?:Z|[+-]\d{2}:?\d{2})?)\s+(?:\[([^\]]+)\]\s+(TRACE|DEBUG|INFO|WARN|ERROR|FATAL)|(TRACE|DEBUG|INFO|WARN|ERROR|FATAL)\s+(?:(\d+)\s+---\s+)?(?:\[([^\]]+)\]\s+)+)\s*([\w.$/[\]]+)\s*(?: -|:| -:)\s+(.*)$/,
  ([, time, thread, level, level2, pid, thread2, logger, message = '']) =>
    recordOf({
      timeMs: readLogTime(time),
      level: readLevel(level ?? level2),
      message,
      logger,
      fields: { thread: (thread ?? thread2 ?? '').trim(), ...(pid !== undefined && { pid: Number(pid) }) },
    }),
);
