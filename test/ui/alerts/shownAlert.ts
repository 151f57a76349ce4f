import type { ShownAlert } from '../../../src/ui/alerts/alertBook.ts';

/** A firing alert, with what is not given made up. */
export function shownAlert(more: Partial<ShownAlert> = {}): ShownAlert {
  const labels = more.labels ?? { alertname: 'Down', job: 'api', severity: 'critical' };
  return {
    id: Buffer.from(JSON.stringify(labels)).toString('hex'),
    state: 'firing',
    rule: {
      uri: 'file:///rules.yml',
      group: 'g',
      name: labels['alertname'] ?? 'Down',
      expr: 'up == 0',
      forMs: 0,
      range: { startLine: 3, startColumn: 0, endLine: 3, endColumn: 4 },
    },
    labels,
    annotations: {},
    value: 0,
    unit: 'none',
    activeAtMs: 1_000_000,
    ...more,
  };
}
