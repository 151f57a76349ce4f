import assert from 'node:assert/strict';
import { nameOfRow, probeOf, targetOf } from '../../../src/ui/commands/target.ts';
import { nodeId } from '../../../src/ui/tree/treeNodes.ts';
import { byId, probeState, serviceState } from '../states.ts';

const health = probeState('a/health');
const metrics = probeState('a/metrics', { kind: 'metrics', status: 'down', responseAtMs: 1 });
const service = serviceState('a', { status: 'down', probes: [health, metrics] });

describe('targetOf', () => {
  it('finds the service and the probe of a row', () => {
    assert.deepEqual(targetOf(nodeId('service', 'a'), byId(service)), { service });
    assert.deepEqual(targetOf(nodeId('check', 'a', 'a/health', 'x'), byId(service)), { service, probe: health });
    for (const other of [nodeId('service', 'b'), nodeId('group', 'a'), 'a', undefined, {}])
      assert.equal(targetOf(other, byId(service)), undefined);
  });
});

describe('probeOf', () => {
  it('is the row’s own, else the one that stands for the service among those that fit', () => {
    assert.equal(
      probeOf({ service, probe: health }, () => false),
      health,
    );
    assert.equal(
      probeOf({ service }, () => true),
      metrics,
    );
    assert.equal(
      probeOf({ service }, ({ kind }) => kind === 'http'),
      health,
    );
    assert.equal(
      probeOf({ service }, () => false),
      undefined,
    );
  });
});

describe('nameOfRow', () => {
  const services = byId({ ...service, id: 'back › a', name: 'a' });
  const check = (row: unknown, expected: string | undefined): unknown =>
    it(String(row), () => assert.equal(nameOfRow(row, services), expected));
  check(nodeId('group', 'G'), 'G');
  check(nodeId('service', 'back › a'), 'a');
  check(nodeId('probe', 'back › a', 'a/health'), 'health');
  check(nodeId('check', 'back › a', 'a/health', 'redis'), 'redis');
  check(nodeId('service', 'gone'), undefined);
  check(undefined, undefined);
});
