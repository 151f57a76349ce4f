import assert from 'node:assert/strict';
import type { ServiceState, ProbeState } from '../../../src/model/state.ts';
import { countWords, leadProbe, rowOf } from '../../../src/ui/tree/row.ts';
import { probeState, serviceState } from '../states.ts';

describe('rowOf', () => {
  const service = (more: Partial<ServiceState>, alerts = 0) =>
    rowOf({ kind: 'service', service: serviceState('api', more), alerts });
  const probe = (more: Partial<ProbeState>) =>
    rowOf({ kind: 'probe', service: serviceState('api'), probe: probeState('api/health', more) });

  it('shows the current duration and a sparkline where all is well', () => {
    const probes = [probeState('api/health', { durationMs: 12.34, sparkline: [NaN, 1, 8] })];
    const row = service({ probes });
    assert.equal(row.description, '12.3 ms  ▁█');
    assert.deepEqual(row.icon, { id: 'pass', color: 'testing.iconPassed' });
    assert.equal(row.spoken, 'service api: up, 12.3 ms');
    assert.deepEqual(row.words, ['service', 'running', 'endpoint']);
    assert.equal(row.expandable, true);
  });

  it('shows the reason first where it is not', () => {
    const probes = [probeState('api/health', { status: 'down', sparkline: [1, 2], durationMs: 3 })];
    const row = service({ status: 'down', reason: 'connection refused', probes });
    assert.equal(row.description, 'connection refused  ▁█');
    assert.equal(row.spoken, 'service api: down, connection refused');
  });

  it('wears a warning, up or not, and says it', () => {
    const warnings = ['the certificate is not verified'];
    const probes = [probeState('api/health', { durationMs: 12.34, warnings })];
    const up = service({ probes });
    assert.match(up.description, /^12\.3 ms {2}⚠ the certificate is not verified/);
    assert.match(up.spoken, /, the certificate is not verified$/);
    assert.match(probe({ status: 'down', reason: 'refused', warnings }).description, /^refused {2}⚠ the certificate/);
  });

  it('has an icon of its own for each status', () => {
    const icons = (['up', 'degraded', 'down', 'unknown', 'paused'] as const).map(
      (status) => service({ status }).icon.id,
    );
    assert.equal(new Set(icons).size, 5);
  });

  it('says that it is paused, and offers to resume', () => {
    const row = service({ status: 'paused', reason: 'paused by you' });
    assert.equal(row.description, 'paused');
    assert.deepEqual(row.words, ['service', 'paused']);
  });

  it('says first why nobody is called for it, and fades', () => {
    const untilMs = new Date(2026, 10, 26, 15, 0).getTime();
    const handling = { kind: 'acknowledged', note: 'on it', atMs: untilMs } as const;
    const row = service({ status: 'down', reason: 'refused', handling });
    assert.match(row.description, /^acknowledged: on it {2}refused/);
    assert.match(row.spoken, /^service api: down, refused, .*acknowledged: on it/);
    assert.deepEqual(row.icon, { id: 'error', color: 'disabledForeground' });
    assert.deepEqual(row.words, ['service', 'running', 'failing', 'handled']);
    const byDependency = { kind: 'dependency', serviceId: 'db', reason: 'refused' } as const;
    const waiting = service({ status: 'down', reason: 'refused', handling: byDependency });
    assert.match(waiting.description, /^db is down/);
    assert.ok(!waiting.words.includes('handled'), 'the user cannot end it');
    const up = service({ handling: { kind: 'snoozed', untilMs } });
    assert.match(up.description, /^snoozed until/);
    assert.equal(up.icon.color, 'testing.iconPassed');
  });

  it('says that its results change too often', () => {
    const probes = [probeState('api/health', { flapping: true })];
    assert.match(service({ probes }).description, /^flapping/);
    assert.match(service({ probes }).spoken, /flapping/);
    assert.match(probe({ flapping: true }).description, /^flapping/);
  });

  it('shows a group as the worst of those that call for somebody', () => {
    const handling = { kind: 'snoozed', untilMs: 1 } as const;
    const icon = (...services: ServiceState[]) => rowOf({ kind: 'group', name: 'G', services }).icon;
    const handled = serviceState('a', { status: 'down', handling });
    assert.deepEqual(icon(handled, serviceState('b')), { id: 'error', color: 'disabledForeground' });
    assert.equal(icon(handled, serviceState('b', { status: 'degraded' })).id, 'warning');
    assert.equal(icon(serviceState('c'), serviceState('b', { handling })).id, 'pass');
  });

  it('says which secret a probe waits for', () => {
    const need = { name: 'admin', origin: 'https://x.example' };
    const missing = probe({ status: 'unknown', secretNeeded: { ...need, why: 'missing' } });
    assert.equal(missing.description, 'needs the secret admin');
    assert.ok(missing.words.includes('secret'));
    const refused = probe({ status: 'unknown', secretNeeded: { ...need, why: 'originRefused' } });
    assert.equal(refused.description, 'the secret admin is not allowed for https://x.example');
  });

  it('offers the response only where one is kept, and the endpoint only where a browser can open it', () => {
    assert.deepEqual(probe({ responseAtMs: 1 }).words, ['probe', 'running', 'endpoint', 'response']);
    assert.deepEqual(probe({ kind: 'tcp', target: 'localhost:5432' }).words, ['probe', 'running']);
  });

  it('shows numbers with their unit and checks with their latency', () => {
    const at = { service: serviceState('api'), probe: probeState('api/health') };
    const number = rowOf({ kind: 'number', ...at, number: { name: 'hit ratio', value: 0.7895, unit: 'ratio' } });
    assert.equal(`${number.label} ${number.description}`, 'hit ratio 79 %');
    const check = { name: 'redis', status: 'down', sinceMs: 0, latencyMs: 4, message: 'timed out' } as const;
    const row = rowOf({ kind: 'check', ...at, check });
    assert.equal(row.description, '4 ms  timed out');
    assert.equal(row.spoken, 'check redis: down, 4 ms  timed out');
  });

  it('counts in a group, and names the one without a name', () => {
    const services = [serviceState('a'), serviceState('b', { status: 'down' }), serviceState('c')];
    const row = rowOf({ kind: 'group', name: '', services });
    assert.equal(row.label, 'Other');
    assert.equal(row.description, '1 down · 2 up');
    assert.equal(row.icon.id, 'error');
  });

  it('cuts a long reason', () => {
    assert.equal(service({ status: 'down', reason: 'x'.repeat(500) }).description.length, 80);
  });
});

describe('countWords', () => {
  const check = (statuses: Parameters<typeof countWords>[0], expected: string): unknown =>
    it(expected, () => assert.equal(countWords(statuses), expected));
  check([], '');
  check(['up', 'paused', 'down', 'up', 'unknown', 'degraded'], '1 down · 1 degraded · 1 unknown · 2 up · 1 paused');
});

describe('leadProbe', () => {
  it('is the probe that says why; else the first that was timed; else the first', () => {
    const a = probeState('s/a');
    const b = probeState('s/b', { durationMs: 3 });
    const c = probeState('s/c', { status: 'down' });
    assert.equal(leadProbe(serviceState('s', { status: 'down', probes: [a, b, c] })), c);
    assert.equal(leadProbe(serviceState('s', { probes: [a, b] })), b);
    assert.equal(leadProbe(serviceState('s', { probes: [a] })), a);
    assert.equal(leadProbe(serviceState('s')), undefined);
  });
});
