import assert from 'node:assert/strict';
import { alertGroups, alertRowOf, runbookOf } from '../../../src/ui/alerts/alertRows.ts';
import { alertTooltip } from '../../../src/ui/alerts/alertTooltip.ts';
import { sparklineImage } from '../../../src/ui/alerts/sparklineImage.ts';
import { shownAlert } from './shownAlert.ts';
import { assertComputed } from '../../support/cpuTime.ts';

const NOW = 1_000_000 + 65_000;
const alert = (job: string, severity: string, more = {}) =>
  shownAlert({ labels: { alertname: 'A', job, severity }, ...more });

describe('rows of alerts', () => {
  it('are grouped by severity, with what is quiet, pending and ended apart', () => {
    const acknowledged = { id: '', activeAtMs: 0, note: '', atMs: 0 };
    const alerts = [
      alert('a', 'info'),
      alert('b', 'critical'),
      alert('c', 'critical', { silencedBy: 's' }),
      alert('d', 'warning', { acknowledged }),
      alert('e', 'warning', { state: 'pending' }),
      alert('f', 'warning', { state: 'resolved' }),
    ];
    const groups = alertGroups(alerts, 'severity').map(({ name, alerts: of }) => [
      name,
      of.map(({ labels }) => labels['job']),
    ]);
    assert.deepEqual(groups, [
      ['critical', ['b']],
      ['info', ['a']],
      ['quiet', ['c', 'd']],
      ['pending', ['e']],
      ['resolved', ['f']],
    ]);
  });

  it('are grouped by service, the worst first', () => {
    const groups = alertGroups([alert('a', 'warning'), alert('b', 'critical'), alert('a', 'info')], 'service');
    assert.deepEqual(
      groups.map(({ name, alerts }) => [name, alerts.length]),
      [
        ['b', 1],
        ['a', 2],
      ],
    );
  });

  it('say which alert, its value and since when', () => {
    const row = alertRowOf(
      {
        kind: 'alert',
        alert: shownAlert({
          labels: { alertname: 'Slow', instance: 'h:1', job: 'api', route: '/x', severity: 'warning' },
          value: 0.25,
          unit: 'seconds',
        }),
      },
      NOW,
    );
    assert.equal(row.label, 'Slow');
    assert.equal(row.description, '250 ms  1 m 5 s  api · route=/x · instance=h:1');
    assert.equal(row.icon.id, 'warning');
    assert.equal(row.spoken, 'warning alert Slow: firing, api · route=/x · instance=h:1, 250 ms, since 1 m 5 s');
    assert.deepEqual(row.words, ['alert', 'active']);
  });

  it('of an ended one say when it ended, and no value', () => {
    const row = alertRowOf({ kind: 'alert', alert: shownAlert({ state: 'resolved', resolvedAtMs: NOW - 5_000 }) }, NOW);
    assert.equal(row.description, '5 s ago  api');
    assert.deepEqual(row.words, ['alert', 'ended']);
  });

  it('offer a runbook only where a browser can open it', () => {
    for (const [name, address, expected] of [
      ['runbook_url', 'https://wiki/x', 'https://wiki/x'],
      ['runbook', 'http://wiki/x', 'http://wiki/x'],
      ['runbook_url', 'command:workbench.action.quit', undefined],
      ['runbook_url', 'file:///etc/passwd', undefined],
      ['summary', 'https://wiki/x', undefined],
    ] as const) {
      assert.equal(runbookOf(shownAlert({ annotations: { [name]: address } })), expected, address);
    }
  });

  it('of an Alertmanager show no value, which it does not tell', () => {
    const alert = shownAlert({ value: Number.NaN });
    const row = alertRowOf({ kind: 'alert', alert }, NOW);
    assert.doesNotMatch(`${row.description} ${row.spoken} ${alertTooltip(alert, NOW, undefined)}`, /NaN/);
  });

  it('have a tooltip in which nothing from outside is markup', () => {
    const evil = '<img src=x> [a](command:x) `$(flame)` **b**';
    const text = alertTooltip(
      shownAlert({ labels: { alertname: evil, job: 'api' }, annotations: { summary: evil }, value: 1 }),
      NOW,
      undefined,
    );
    for (const part of [/(?<!\\)<img/, /(?<!\\)\]\(command:x/, /\$\(flame\)/, /(?<!\\)\*(?<!\\)\*b/])
      assert.doesNotMatch(text, part);
    const label = alertTooltip(shownAlert({ labels: { job: 'x`$(flame)`' } }), NOW, undefined);
    assert.ok(!label.includes('$(flame)'), label);
  });

  it('show no more of what is long than can be read', () => {
    const long = '\u{1F525}'.repeat(500_000);
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`label${i}`, 'x'.repeat(500)]));
    const alert = shownAlert({
      id: 'a',
      labels: { ...many, alertname: long, [long]: long },
      annotations: { ...many, [long]: long },
    });
    const before = process.threadCpuUsage();
    const row = alertRowOf({ kind: 'alert', alert }, NOW);
    assert.ok(`${row.label}${row.description}${row.spoken}`.length < 2_500);
    assert.ok(alertTooltip(alert, NOW, undefined).length < 40_000);
    assertComputed(500, before);
  });

  it('have a picture of the last hour with the threshold in it', () => {
    const history = { expr: 'x', unit: 'none', timesMs: [0, 50, 100], values: [0, 10, NaN], threshold: 5 } as const;
    const svg = decodeURIComponent(sparklineImage(history).slice('data:image/svg+xml,'.length));
    assert.match(svg, /<path d="M0 28\.0H280"[^>]*dasharray/);
    assert.match(svg, /<path d="M4\.0 52\.0L140\.0 4\.0" stroke/);
    assert.ok(!/[()]/.test(sparklineImage(history)), 'a parenthesis would end the link that holds it');
    assert.match(alertTooltip(shownAlert(), NOW, history), /threshold 5/);
  });
});
