import { accessLog } from './accessLog.ts';
import { klog } from './klog.ts';
import { log4j } from './log4j.ts';
import { nginxError } from './nginxError.ts';
import { postgres } from './postgres.ts';
import { pythonPlain } from './pythonPlain.ts';
import { redis } from './redis.ts';
import { syslog3164, syslog5424 } from './syslog.ts';
import { winstonSimple } from './winstonSimple.ts';
import type { LogFormat } from './logFormat.ts';

/** Formats of lines of text that are known by how they begin, the most particular first. */
export const TEXT_FORMATS: readonly LogFormat[] = [
  postgres,
  redis,
  syslog5424,
  syslog3164,
  accessLog,
  nginxError,
  klog,
  log4j,
  pythonPlain,
  winstonSimple,
];
