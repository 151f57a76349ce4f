import type { Labels } from '../../../model/series.ts';
import { quote } from '../../promql/goText.ts';
import { type AlertMessage, commonOf } from './alertMessage.ts';

/** What Go prints for no time. */
const NO_TIME = '0001-01-01T00:00:00Z';

/** A message as Alertmanager's webhooks have it, version 4 (https://prometheus.io/docs/alerting/latest/configuration/#webhook_config). */
export function webhookBody({ alertname, status, alerts, truncated }: AlertMessage): unknown {
  return {
    receiver: 'watchpost',
    status,
    alerts: alerts.map(({ resolved, labels, annotations, startsAtMs, endsAtMs }) => ({
      status: resolved ? 'resolved' : 'firing',
      labels,
      annotations,
      startsAt: new Date(startsAtMs).toISOString(),
      endsAt: endsAtMs === undefined ? NO_TIME : new Date(endsAtMs).toISOString(),
      generatorURL: '',
      fingerprint: fingerprint(labels),
    })),
    groupLabels: { alertname },
    commonLabels: commonOf(alerts.map(({ labels }) => labels)),
    commonAnnotations: commonOf(alerts.map(({ annotations }) => annotations)),
    externalURL: '',
    version: '4',
    groupKey: `{}:{alertname=${quote(alertname)}}`,
    truncatedAlerts: truncated,
  };
}

const FNV_OFFSET = 14_695_981_039_346_656_037n;
const FNV_PRIME = 1_099_511_628_211n;
const SEPARATOR = 0xffn;

/** The alert's identity as Alertmanager has it: FNV-1a over its sorted labels (prometheus/common, `LabelSet.Fingerprint`). */
export function fingerprint(labels: Labels): string {
  let hash = FNV_OFFSET;
  const add = (text: string): void => {
    for (const byte of Buffer.from(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * FNV_PRIME);
    hash = BigInt.asUintN(64, (hash ^ SEPARATOR) * FNV_PRIME);
  };
  for (const name of Object.keys(labels).sort()) {
    add(name);
    add(labels[name] ?? '');
  }
  return hash.toString(16).padStart(16, '0');
}
