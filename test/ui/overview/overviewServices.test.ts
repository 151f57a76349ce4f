import assert from 'node:assert/strict';
import { checkServiceIds, checkUptimeRange, overviewService } from '../../../src/ui/overview/overviewServices.ts';
import { probeState, serviceState } from '../states.ts';

describe('what the overview asks', () => {
  const services = new Map([['api', serviceState('api', {})]]);

  it('is answered of services that there are', () => {
    assert.deepEqual(checkServiceIds(['api', 'other', 7, null], services), ['api']);
    for (const value of [undefined, 'api', { 0: 'api', length: 1 }])
      assert.deepEqual(checkServiceIds(value, services), []);
    assert.equal(
      checkServiceIds(
        Array.from({ length: 10_000 }, () => 'api'),
        services,
      ).length,
      500,
    );
  });

  it('is answered over ranges that there are', () => {
    assert.equal(checkUptimeRange('7d'), '7d');
    for (const value of ['5m', '__proto__', 7, undefined]) assert.equal(checkUptimeRange(value), undefined);
  });

  it('is shown what it needs, and no more', () => {
    const probe = probeState('api/health', { durationMs: 12 });
    const state = serviceState('api', {
      status: 'down',
      reason: 'refused',
      group: 'Shop',
      sinceMs: 5,
      probes: [probe],
      handling: { kind: 'acknowledged', note: 'on it', atMs: 5 },
    });
    assert.deepEqual(overviewService(state), {
      id: 'api',
      name: 'api',
      group: 'Shop',
      environment: state.environment ?? '',
      status: 'down',
      reason: 'refused',
      sinceMs: 5,
      durationMs: 12,
      handling: { kind: 'acknowledged', note: 'on it', atMs: 5 },
    });
  });
});
