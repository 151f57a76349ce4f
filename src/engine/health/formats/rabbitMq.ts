import { t } from '../../../base/l10n.ts';
import { CheckList } from '../checkList.ts';
import type { Finding, JsonObject, Recogniser } from '../health.ts';
import { isObject, textOf } from '../json.ts';
import { totalOf } from './finding.ts';

/** RabbitMQ `/api/health/checks/…` that fail: a reason, and the alarms, virtual hosts or queues that it is about. */
export const rabbitMq: Recogniser = {
  name: 'rabbitmq',
  matches: ({ fields }) => fields.get('status') === 'failed' && fields.has('reason'),
  read({ object, fields, code }): Finding {
    const list = new CheckList();
    const alarms = fields.get('alarms');
    for (const alarm of Array.isArray(alarms) ? (alarms as readonly unknown[]) : []) {
      if (isObject(alarm))
        list.add(
          nameOf(alarm),
          'down',
          undefined,
          t('alarm, {0}', textOf(object['reason']) ?? t('no reason was given')),
        );
    }
    return totalOf(object, list, { code });
  },
};

function nameOf(alarm: JsonObject): string {
  return [alarm['node'], alarm['resource']].filter((part) => typeof part === 'string').join('/') || 'alarm';
}
