import { join } from 'node:path';
import winston from 'winston';

/** ClawNet's logger, as its guide configures Winston: `error.log` and `combined.log`, rotated at 10 MB. */
export function createLogger(folder: string): winston.Logger {
  const { combine, timestamp, errors, json } = winston.format;
  return winston.createLogger({
    level: 'info',
    format: combine(timestamp(), errors({ stack: true }), json()),
    defaultMeta: { service: 'clawnet' },
    transports: [
      new winston.transports.File({
        filename: join(folder, 'error.log'),
        level: 'error',
        maxsize: 10_485_760,
        maxFiles: 5,
      }),
      new winston.transports.File({ filename: join(folder, 'combined.log'), maxsize: 10_485_760, maxFiles: 10 }),
    ],
  });
}
