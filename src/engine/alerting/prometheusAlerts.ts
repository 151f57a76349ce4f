import { t } from '../../base/l10n.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { ActiveAlert } from '../rules/alertStates.ts';
import { type ForeignAlerts, listAt, NO_RANGE, objectOf, parseJson, textsOf } from './foreignAlerts.ts';

/** What a Prometheus is asked for its alerts. */
export const PROMETHEUS_ALERTS = { path: '/api/v1/rules?type=alert', read: readRules, firstMs: 0 };

/** Reads the answer of `/api/v1/rules` (https://prometheus.io/docs/prometheus/latest/querying/api/#rules). */
export function readRules(body: string, url: string): Result<readonly ForeignAlerts[], string> {
  const groups = listAt(parseJson(body), 'data', 'groups');
  if (groups === undefined) return err(t('what it answers is no list of rules'));
  return ok(
    groups.flatMap((group) =>
      (listAt(group, 'rules') ?? []).flatMap((rule): ForeignAlerts[] => {
        const { name, query, duration } = objectOf(rule);
        const alerts = (listAt(rule, 'alerts') ?? []).flatMap(readAlert);
        if (typeof name !== 'string' || typeof query !== 'string' || alerts.length === 0) return [];
        const page = `${url}/graph?g0.expr=${encodeURIComponent(query)}&g0.tab=0`;
        const forMs = typeof duration === 'number' ? duration * 1000 : 0;
        const groupName = objectOf(group)['name'];
        return [
          {
            rule: {
              uri: page,
              group: typeof groupName === 'string' ? groupName : '',
              name,
              expr: query,
              forMs,
              range: NO_RANGE,
            },
            alerts,
          },
        ];
      }),
    ),
  );
}

function readAlert(raw: unknown): ActiveAlert[] {
  const { state, labels, annotations, value, activeAt } = objectOf(raw);
  const activeAtMs = typeof activeAt === 'string' ? Date.parse(activeAt) : NaN;
  if ((state !== 'pending' && state !== 'firing') || Number.isNaN(activeAtMs)) return [];
  return [{ state, labels: textsOf(labels), annotations: textsOf(annotations), value: Number(value), activeAtMs }];
}
