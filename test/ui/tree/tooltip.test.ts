import assert from 'node:assert/strict';
import { TOOLTIP_COMMANDS, tooltipOf } from '../../../src/ui/tree/tooltip.ts';
import { probeState, serviceState } from '../states.ts';

const EVIL = '</td>[x](command:workbench.action.quit) ![i](http://evil.example/i) $(flame) | a';
const NOW = 1_700_000_100_000;

describe('tooltipOf', () => {
  const probe = probeState('api/health', {
    status: 'down',
    reason: EVIL,
    sinceMs: NOW - 75_000,
    lastRunMs: NOW - 5_000,
    durationMs: 20,
    latency: { count: 50, p50: 10, p95: 20, p99: 30.5 },
    phasesMs: { connect: 2, transfer: 0.5 },
    checks: [{ name: EVIL, status: 'down', sinceMs: 0, message: EVIL }],
    responseAtMs: NOW,
    pending: { status: 'up', reason: 'HTTP 200', count: 1, threshold: 3 },
    format: 'spring',
    target: 'http://localhost:3000/`x`',
    warnings: ['the certificate is not verified'],
  });
  const service = serviceState(EVIL, {
    status: 'down',
    reason: EVIL,
    group: EVIL,
    probes: [probe],
    sinceMs: NOW - 75_000,
  });

  it('says why, since when, how fast and what comes next', () => {
    const text = tooltipOf({ kind: 'probe', service, probe }, NOW);
    for (const part of [
      '(1 m 15 s)',
      'took 20 ms; every 10 s',
      '| 50 | 10 ms | 20 ms | 30.5 ms |',
      'connect 2 ms · transfer 500 µs',
      'Turning up (1 of 3 runs)',
      'Read as spring',
    ])
      assert.ok(text.includes(part), `${part} in ${text}`);
  });

  it('shows the uptime, and of how long it is where much is missing', () => {
    const day = 86_400_000;
    const time = (upMs: number, downMs: number) => ({ upMs, degradedMs: 0, downMs, unknownMs: 0 });
    const uptime = {
      '1h': time(0, 0),
      '24h': time(day - 864_000, 864_000),
      '7d': time(2 * day, 0),
      '30d': time(2 * day, 0),
    };
    const node = { kind: 'service', service, alerts: 0 } as const;
    const table = ['| uptime | 1h | 24h | 7d | 30d |', '|---|---:|---:|---:|---:|', '|  | – | 99 % | 100 % | 100 % |'];
    assert.ok(tooltipOf(node, NOW, uptime).includes([...table, '| watched | 0 s |  | 2 d | 2 d |'].join('\n')));
    assert.ok(!tooltipOf(node, NOW).includes('uptime'));
    const never = { ...uptime, '24h': time(0, 0), '7d': time(0, 0), '30d': time(0, 0) };
    assert.ok(!tooltipOf(node, NOW, never).includes('uptime'));
  });

  it('shows what to know of how it looks', () => {
    assert.match(tooltipOf({ kind: 'probe', service, probe }, NOW), /\$\(warning\) the certificate is not verified/);
  });

  it('links only to the commands that it is trusted with', () => {
    const nodes = [
      { kind: 'service', service, alerts: 0 },
      { kind: 'probe', service, probe },
    ] as const;
    for (const node of nodes) {
      const links = [...tooltipOf(node, NOW).matchAll(/(?<!\\)\]\(([^)?]*)/g)].map(([, target]) => target!);
      assert.ok(links.length >= 3);
      for (const link of links)
        assert.ok((TOOLTIP_COMMANDS as readonly string[]).includes(link.replace('command:', '')), link);
    }
  });

  it('lets nothing from outside become markup', () => {
    const kinds = [
      { kind: 'group', name: EVIL, services: [service] },
      { kind: 'service', service, alerts: 0 },
      { kind: 'probe', service, probe },
      { kind: 'check', service, probe, check: probe.checks[0]! },
      { kind: 'number', service, probe, number: { name: EVIL, value: 1, unit: 'none' } },
    ] as const;
    for (const node of kinds) {
      const text = tooltipOf(node, NOW);
      for (const raw of ['</td>', '[x](', '$(flame)', '| a'])
        assert.ok(!text.replaceAll('\\|', '').includes(raw), `${node.kind}: ${raw}`);
    }
  });

  it('does not grow with the number of checks', () => {
    const checks = Array.from(
      { length: 500 },
      (_, i) => ({ name: `c${i}`, status: i === 400 ? 'down' : 'up', sinceMs: 0 }) as const,
    );
    const text = tooltipOf({ kind: 'probe', service, probe: { ...probe, checks } }, NOW);
    assert.ok(text.includes('c400 down') && text.includes('and 488 more'), text);
  });
});
