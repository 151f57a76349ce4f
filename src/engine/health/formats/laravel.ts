import { CheckList } from '../checkList.ts';
import type { Finding, JsonObject, Recogniser } from '../health.ts';
import { isObject, textOf } from '../json.ts';
import { statusOf } from '../readChecks.ts';
import { computed } from './finding.ts';

/**
 * spatie/laravel-health: the total comes from the checks, because `status` is `failing` for a mere warning too and the code
 * is 200 whatever they say.
 */
export const laravelHealth: Recogniser = {
  name: 'laravel-health',
  matches: ({ fields }) => Array.isArray(fields.get('checkresults')),
  read({ fields, code }): Finding {
    const list = new CheckList();
    for (const check of fields.get('checkresults') as readonly unknown[])
      if (isObject(check)) readResult(check, code, list);
    return computed(list);
  },
};

function readResult(check: JsonObject, code: number, list: CheckList): void {
  const status = statusOf(check['status'], { code }) ?? 'unknown';
  const summary = status === 'up' ? undefined : textOf(check['shortSummary']);
  const name = textOf(check['name']) ?? textOf(check['label']) ?? 'check';
  list.add(name, status, undefined, textOf(check['notificationMessage']) ?? summary);
}
