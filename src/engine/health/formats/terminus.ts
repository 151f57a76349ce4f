import { CheckList } from '../checkList.ts';
import type { Finding, JsonObject, Recogniser } from '../health.ts';
import { isObject } from '../json.ts';
import { readCheck, type CheckOptions } from '../readChecks.ts';
import { totalOf } from './finding.ts';

/**
 * NestJS Terminus and @godaddy/terminus: `details` holds all checks, or else `info` the good and `error` the bad ones; a check
 * that gives no status has the one of the member that it stands in.
 */
export const terminus: Recogniser = {
  name: 'terminus',
  // One of the three alone may be anything: many bodies have an `info` with a version in it.
  matches: ({ fields }) =>
    typeof fields.get('status') === 'string' &&
    ['info', 'error', 'details'].filter((key) => isObject(fields.get(key))).length >= 2,
  read({ fields, code }): Finding {
    const list = new CheckList();
    const info = objectAt(fields, 'info');
    const error = objectAt(fields, 'error');
    const details = objectAt(fields, 'details') ?? { ...info, ...error };
    for (const name in details) {
      const missing =
        error !== undefined && Object.hasOwn(error, name)
          ? 'down'
          : info !== undefined && Object.hasOwn(info, name)
            ? 'up'
            : 'unknown';
      const options: CheckOptions = { code, missing };
      readCheck(name, details[name], list, options);
    }
    return totalOf({ status: fields.get('status'), message: fields.get('message') }, list, { code });
  },
};

function objectAt(fields: ReadonlyMap<string, unknown>, key: string): JsonObject | undefined {
  const value = fields.get(key);
  return isObject(value) ? value : undefined;
}
