import assert from 'node:assert/strict';
import type { DatabaseNumber } from '../../../src/model/database.ts';
import type { Report } from '../../../src/model/report.ts';
import {
  databaseChildren,
  databaseEntries,
  databaseNodeId,
  databaseRowOf,
  severityWords,
} from '../../../src/ui/databases/databaseRows.ts';
import { databaseTooltip } from '../../../src/ui/databases/databaseTooltip.ts';
import { namesInId } from '../../../src/ui/tree/treeNodes.ts';
import { probeState, serviceState } from '../states.ts';
import { aFinding, aReport } from './aReport.ts';

const TARGET = 'postgresql://localhost/shop';
const NOW = 1_000_000 + 300_000;
const shop = serviceState('shop', {
  probes: [probeState('shop/health'), probeState('shop/postgres', { kind: 'postgres', target: TARGET })],
});
const connections: DatabaseNumber = { name: 'connections', unit: 'none', value: 12, limit: 100, history: [1, 5, 12] };
const entriesOf = (
  services = [shop],
  reports: { key: string; report: Report; name?: string }[] = [],
  running: readonly string[] = [],
) =>
  databaseEntries(
    services,
    reports.map(({ key, report, name = 'shop' }) => ({ key, shown: { serviceName: name, report } })),
    (key) => running.includes(key),
    new Map([['shop/postgres', [connections]]]),
  );
const labelsBelow = (entries: ReturnType<typeof entriesOf>, ...path: number[]): string[] => {
  let nodes = databaseChildren(undefined, entries);
  for (const at of path) nodes = databaseChildren(nodes[at], entries);
  return nodes.map((node) => `${databaseRowOf(node, NOW).label}|${databaseRowOf(node, NOW).description}`);
};

describe('rows of databases', () => {
  it('are one for each database of a service, and none for what is no database', () => {
    const two = serviceState('two', {
      probes: [
        probeState('two/postgres', { kind: 'postgres' }),
        probeState('two/redis', { kind: 'redis', status: 'down', reason: 'refused' }),
      ],
    });
    assert.deepEqual(labelsBelow(entriesOf([shop, serviceState('web'), two])), [
      'shop|12 of 100 connections  ▁▃█',
      'two · postgres|',
      'two · redis|refused',
    ]);
    assert.deepEqual(labelsBelow(entriesOf([serviceState('web')])), []);
  });

  it('have the id of the probe, which every command takes', () => {
    const [node] = databaseChildren(undefined, entriesOf());
    assert.deepEqual(namesInId(databaseNodeId(node!)), {
      serviceId: 'shop',
      probeId: 'shop/postgres',
      name: 'shop/postgres',
    });
  });

  it('tell of a report by severity, what is well folded away', () => {
    const findings = [
      aFinding('size', 'info'),
      aFinding('connections', 'ok'),
      aFinding('bloat', 'warning', { object: 'public.orders' }),
      aFinding('sequences', 'critical'),
    ];
    const entries = entriesOf(
      [shop],
      [{ key: 'shop/postgres', report: aReport({ findings, unread: [{ id: 'x', reason: 'no' }] }) }],
    );
    assert.deepEqual(labelsBelow(entries), ['shop|1 critical · 1 warning · 1 info  12 of 100 connections  ▁▃█']);
    assert.deepEqual(labelsBelow(entries, 0), [
      'connections|12 of 100  ▁▃█',
      'Report|5 m ago  1 critical · 1 warning · 1 info  1 not read',
    ]);
    assert.deepEqual(labelsBelow(entries, 0, 1), ['sequences found|', 'bloat found|public.orders', 'Info|1', 'Well|1']);
    assert.deepEqual(labelsBelow(entries, 0, 1, 3), ['connections found|']);
  });

  it('say that there is no report, that one is made, and that a database is not to be had', () => {
    assert.deepEqual(labelsBelow(entriesOf(), 0).slice(1), ['No report yet|run diagnostics']);
    const running = entriesOf([shop], [], ['shop/postgres']);
    assert.deepEqual(labelsBelow(running), ['shop|being diagnosed  12 of 100 connections  ▁▃█']);
    assert.deepEqual(labelsBelow(running, 0).slice(1), ['Report|being made']);
    const broken = serviceState('shop', {
      probes: [
        probeState('shop/postgres', { kind: 'postgres', target: TARGET, status: 'unknown', reason: 'wrong password' }),
      ],
    });
    // Numbers of a database that does not answer would be old ones.
    assert.deepEqual(labelsBelow(entriesOf([broken])), ['shop|wrong password']);
    assert.deepEqual(labelsBelow(entriesOf([broken]), 0), ['No report yet|run diagnostics']);
  });

  it('show no report of another server, and those of files after the services', () => {
    const elsewhere = aReport({ target: 'postgresql://old/shop', findings: [aFinding('a', 'critical')] });
    const file = aReport({ engine: 'sqlite', target: '/data/b.db', findings: [aFinding('a', 'ok')] });
    const entries = entriesOf(
      [shop],
      [
        { key: 'shop/postgres', report: elsewhere },
        { key: 'file:///data/b.db', report: file, name: 'b.db' },
      ],
    );
    assert.deepEqual(labelsBelow(entries), ['shop|12 of 100 connections  ▁▃█', 'b.db|all well']);
    assert.deepEqual(labelsBelow(entries, 1), ['Report|5 m ago  all well']);
    const file1 = databaseChildren(undefined, entries)[1]!;
    assert.deepEqual(databaseRowOf(file1, NOW).words, ['database', 'file']);
  });

  it('have ids of their own, and say to a screen reader what they show', () => {
    const findings = [aFinding('a', 'critical'), aFinding('b', 'ok')];
    const entries = entriesOf([shop], [{ key: 'shop/postgres', report: aReport({ findings }) }]);
    const ids: string[] = [];
    const walk = (nodes: ReturnType<typeof databaseChildren>): void => {
      for (const node of nodes) {
        ids.push(databaseNodeId(node));
        const { spoken, label } = databaseRowOf(node, NOW);
        assert.ok(spoken.length >= label.length, spoken);
        walk(databaseChildren(node, entries));
      }
    };
    walk(databaseChildren(undefined, entries));
    assert.equal(new Set(ids).size, ids.length);
    assert.equal(ids.length, 6);
    const [top] = databaseChildren(undefined, entries);
    assert.equal(databaseRowOf(top!, NOW).spoken, 'postgres database shop: up, 12 of 100 connections, 1 critical');
  });

  it('count warnings in words', () => {
    const of = (...severities: ('critical' | 'warning' | 'info' | 'ok')[]) =>
      severityWords(aReport({ findings: severities.map((severity, i) => aFinding(String(i), severity)) }));
    assert.equal(of('ok'), 'all well');
    assert.equal(of(), 'all well');
    assert.equal(of('warning', 'warning', 'info', 'ok'), '2 warnings · 1 info');
  });

  it('have tooltips in which nothing from a database is markup', () => {
    const findings = [aFinding('a', 'critical', { title: '[x](command:evil) <img> $(bug)' })];
    const entries = entriesOf([shop], [{ key: 'shop/postgres', report: aReport({ findings }) }]);
    const report = databaseChildren(databaseChildren(undefined, entries)[0], entries)[1];
    const [finding] = databaseChildren(report, entries);
    const text = databaseTooltip(finding!, NOW);
    assert.ok(!text.includes('](command') && !text.includes('<img>') && !text.includes('$(bug)'), text);
    const [number] = databaseChildren(databaseChildren(undefined, entries)[0], entries);
    assert.match(databaseTooltip(number!, NOW), /\*\*connections\*\* 12 of 100[^]*data:image\/svg[^]*1 to 12/);
  });
});
