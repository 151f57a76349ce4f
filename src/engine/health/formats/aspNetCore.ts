import { CheckList } from '../checkList.ts';
import type { Finding, Recogniser } from '../health.ts';
import { isObject } from '../json.ts';
import { readChecks } from '../readChecks.ts';
import type { ReadStatus } from '../statusWord.ts';
import { totalOf } from './finding.ts';

/** `HealthStatus` printed as a number: here 1 is degraded and 0 is not OK. */
const HEALTH_STATUS: ReadonlyMap<number, ReadStatus> = new Map([
  [0, 'down'],
  [1, 'degraded'],
  [2, 'up'],
]);

/**
 * ASP.NET Core health checks: the UI client's writer (`entries`, durations as TimeSpan), the writer of Microsoft's
 * documentation (`results`) and their relatives. The default text (`Healthy`) is a plain text like others.
 */
export const aspNetCore: Recogniser = {
  name: 'aspnet-core',
  matches: ({ fields }) =>
    fields.has('status') &&
    (isObject(fields.get('entries')) || isObject(fields.get('results')) || fields.has('totalduration')),
  read({ fields, object, code }): Finding {
    const list = new CheckList();
    const options = { code, numbers: HEALTH_STATUS };
    readChecks(fields.get('entries') ?? fields.get('results') ?? fields.get('checks'), list, options);
    return totalOf(object, list, options);
  },
};
