import { t } from '../../base/l10n.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { type ForeignAlerts, NO_RANGE, objectOf, parseJson, textsOf } from './foreignAlerts.ts';

/** What an Alertmanager is asked for its alerts; by the first time ours are known, so that they are told from others'. */
export const ALERTMANAGER_ALERTS = {
  path: '/api/v2/alerts?active=true&silenced=true&inhibited=true',
  read: readAlerts,
  firstMs: 3_000,
};

/** Reads the answer of `/api/v2/alerts`: all alerts that were sent to an Alertmanager, by us or by others. */
export function readAlerts(body: string, url: string): Result<readonly ForeignAlerts[], string> {
  const list = parseJson(body);
  return Array.isArray(list)
    ? ok(list.flatMap((one) => readAlert(one, url)))
    : err(t('what it answers is no list of alerts'));
}

function readAlert(raw: unknown, url: string): ForeignAlerts[] {
  const { labels: rawLabels, annotations, startsAt, generatorURL, receivers, status } = objectOf(raw);
  const labels = textsOf(rawLabels);
  const activeAtMs = typeof startsAt === 'string' ? Date.parse(startsAt) : Number.NaN;
  if (Number.isNaN(activeAtMs) || Object.keys(labels).length === 0) return [];
  const name = labels['alertname'] ?? '';
  const [receiver] = Array.isArray(receivers) ? receivers : [];
  const group = objectOf(receiver)['name'];
  const { silencedBy, inhibitedBy } = objectOf(status);
  const quiet = [silencedBy, inhibitedBy]
    .flatMap((ids: unknown) => (Array.isArray(ids) ? (ids as unknown[]) : []))
    .find((id) => typeof id === 'string');
  return [
    {
      rule: {
        ...whereFrom(generatorURL, name, url),
        group: typeof group === 'string' ? group : '',
        name,
        forMs: 0,
        range: NO_RANGE,
      },
      alerts: [
        {
          state: 'firing',
          labels,
          annotations: textsOf(annotations),
          value: Number.NaN,
          activeAtMs,
          ...(quiet !== undefined && { silencedBy: quiet }),
        },
      ],
    },
  ];
}

/** The page of who made the alert, and the expression that it names, as Prometheus' pages do; else the Alertmanager's own page. */
function whereFrom(generator: unknown, name: string, url: string): { readonly uri: string; readonly expr: string } {
  const page = typeof generator === 'string' && URL.canParse(generator) ? new URL(generator) : undefined;
  if (page === undefined || !/^https?:$/.test(page.protocol)) {
    const filter = encodeURIComponent(`{alertname=${JSON.stringify(name)}}`);
    return { uri: `${url}/#/alerts?filter=${filter}`, expr: '' };
  }
  return { uri: page.href, expr: page.searchParams.get('g0.expr') ?? '' };
}
