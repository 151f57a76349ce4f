import { appendFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

export interface JsonLogger {
  info(message: string, data?: unknown): void;
  warn(message: string, data?: unknown): void;
  error(message: string, error?: Error, data?: unknown): void;
}

/** Asset Forge's own logger, as its guide has it: a JSON line an entry in `app-YYYY-MM-DD.log`. */
export function createLogger(context: string, folder: string): JsonLogger {
  function log(level: string, message: string, data?: unknown, error?: Error): void {
    const timestamp = new Date().toISOString();
    const details = error && { name: error.name, message: error.message, stack: error.stack };
    appendFileSync(
      fileOf(folder, timestamp),
      `${JSON.stringify({ timestamp, level, context, message, data, error: details })}\n`,
    );
  }
  return {
    info: (message, data) => log('INFO', message, data),
    warn: (message, data) => log('WARN', message, data),
    error: (message, error, data) => log('ERROR', message, data, error),
  };
}

/** A day's log as the rotation leaves it after a week: compressed. */
export async function writeOldLog(folder: string, nowMs: number): Promise<void> {
  const timestamp = new Date(nowMs - 8 * 86_400_000).toISOString();
  const line = JSON.stringify({ timestamp, level: 'INFO', context: 'API', message: 'Server started' });
  await writeFile(`${fileOf(folder, timestamp)}.gz`, gzipSync(`${line}\n`));
}

function fileOf(folder: string, timestamp: string): string {
  return join(folder, `app-${timestamp.split('T')[0]}.log`);
}
