import { t } from '../../../base/l10n.ts';
import { CheckList } from '../checkList.ts';
import type { Finding, JsonObject, Recogniser } from '../health.ts';
import { isObject, textOf } from '../json.ts';
import { statusOf } from '../readChecks.ts';
import { totalOf } from './finding.ts';

/** Elasticsearch and OpenSearch `/_cluster/health`: 408 means that waiting for a status took too long, not that it is down. */
export const clusterHealth: Recogniser = {
  name: 'elasticsearch-cluster',
  matches: ({ fields }) => fields.has('clustername') && fields.has('status') && fields.has('numberofnodes'),
  read({ object, fields, code }): Finding {
    const word = fields.get('status');
    const status = statusOf(word, { code }) ?? 'unknown';
    const timedOut = fields.get('timedout') === true;
    const unassigned = fields.get('unassignedshards');
    const message = [
      typeof unassigned === 'number' && unassigned > 0 ? t('shards that are not assigned: {0}', unassigned) : '',
      timedOut ? t('waiting for the status timed out') : '',
    ].filter((part) => part !== '');
    return {
      status: timedOut && status === 'up' ? 'degraded' : status,
      word,
      message: message.length === 0 ? textOf(object['error']) : message.join('; '),
      ownsCode: code === 408,
    };
  },
};

/** Elasticsearch 8 `/_health_report`: one indicator for each concern. */
export const healthReport: Recogniser = {
  name: 'elasticsearch-report',
  matches: ({ fields }) => isObject(fields.get('indicators')),
  read({ object, fields, code }): Finding {
    const list = new CheckList();
    const indicators = fields.get('indicators') as JsonObject;
    for (const name in indicators) {
      const indicator = indicators[name];
      if (!isObject(indicator)) continue;
      list.add(name, statusOf(indicator['status'], { code }) ?? 'unknown', undefined, textOf(indicator['symptom']));
    }
    return totalOf({ status: object['status'] }, list, { code });
  },
};

/** Kibana `/api/status`: levels (`state` before 8.0) for the core services and each plugin. */
export const kibana: Recogniser = {
  name: 'kibana',
  matches: ({ fields }) => {
    const status = fields.get('status');
    return isObject(status) && isObject(status['overall']);
  },
  read({ fields, code }): Finding {
    const status = fields.get('status') as JsonObject;
    const list = new CheckList();
    readLevels('core/', status['core'], code, list);
    readLevels('plugins/', status['plugins'], code, list);
    const overall = status['overall'] as JsonObject;
    const word = levelOf(overall);
    return { status: statusOf(word, { code }) ?? 'unknown', word, message: textOf(overall['summary']), checks: list };
  },
};

function readLevels(prefix: string, levels: unknown, code: number, list: CheckList): void {
  if (!isObject(levels)) return;
  for (const name in levels) {
    const level = levels[name];
    if (!isObject(level)) continue;
    list.add(prefix + name, statusOf(levelOf(level), { code }) ?? 'unknown', undefined, textOf(level['summary']));
  }
}

function levelOf(status: JsonObject): unknown {
  return status['level'] ?? status['state'];
}
