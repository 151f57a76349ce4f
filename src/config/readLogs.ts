import * as problems from './problems.ts';
import { readPlain } from './template.ts';
import { child, isPresent, readObject, readText, type Value } from './value.ts';

export const LOG_SOURCE_KEYS = ['file', 'pm2'] as const;
const EXPECTED = 'a log source such as { "file": "logs/api*.log" } or { "pm2": "api" }';

/** Checks the shape of a service's log sources; nothing reads logs yet. */
export function checkLogs(at: Value): void {
  const { raw } = at;
  if (!Array.isArray(raw)) {
    checkSource(at);
    return;
  }
  if (raw.length === 0) at.context.report(problems.emptyList(at.path));
  raw.forEach((_, i) => checkSource(child(at, i)));
}

function checkSource(at: Value): void {
  const field = readObject(at, LOG_SOURCE_KEYS, `${EXPECTED}, or a list of these,`);
  if (field === undefined) return;
  const given = LOG_SOURCE_KEYS.filter((key) => isPresent(field(key)));
  if (given.length !== 1) {
    at.context.report(
      given.length === 0
        ? problems.missingKey(at.path, 'file', EXPECTED)
        : problems.wrongType(at.path, `one source an object, ${EXPECTED},`, at.raw),
    );
    return;
  }
  if (isPresent(field('file'))) readPlain(field('file'), 'a file or a pattern such as "logs/api*.log"');
  else readText(field('pm2'), 'the name of a PM2 process');
}
