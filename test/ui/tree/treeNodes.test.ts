import assert from 'node:assert/strict';
import {
  DEFAULT_CHOICES,
  namesInId,
  nodeId,
  readChoices,
  TreeNodes,
  type TreeChoices,
} from '../../../src/ui/tree/treeNodes.ts';
import { byId, probeState, serviceState } from '../states.ts';

const SERVICES = byId(
  serviceState('b10', { group: 'Back', environment: 'local', status: 'down' }),
  serviceState('b9', { group: 'Back', environment: 'staging' }),
  serviceState('Alpha', { environment: 'local', status: 'unknown' }),
  serviceState('front', { group: 'Front', status: 'degraded' }),
);

/** The tree as text: a group with its services, one line each. */
function outline(choices: Partial<TreeChoices>, services = SERVICES): string {
  const nodes = new TreeNodes(services, { ...DEFAULT_CHOICES, ...choices });
  const line = (id: string): string => {
    const names = nodes.children(id).map((child) => namesInId(child).name);
    return `${namesInId(id).name}: ${names.join(' ')}`.replace(/: $/, '');
  };
  return nodes.children().map(line).join(' | ');
}

describe('TreeNodes', () => {
  const check = (choices: Partial<TreeChoices>, expected: string): unknown =>
    it(JSON.stringify(choices), () => assert.equal(outline(choices), expected));
  check({}, 'Back: b9 b10 | Front: front | : Alpha');
  check({ sort: 'health' }, 'Back: b10 b9 | Front: front | : Alpha');
  check({ group: 'environment' }, 'local: Alpha b10 | staging: b9 | : front');
  check({ group: 'none' }, 'Alpha | b9 | b10 | front');
  check({ group: 'none', sort: 'health' }, 'b10 | front | Alpha | b9');
  check({ onlyFailing: true }, 'Back: b10 | Front: front');
  check({ onlyFailing: true, group: 'environment', sort: 'health' }, 'local: b10 | : front');

  it('needs no groups where no service names one', () => {
    assert.equal(outline({}, byId(serviceState('b'), serviceState('a'))), 'a | b');
  });

  it('shows probes, then checks and numbers, each once', () => {
    const check = { name: 'db', status: 'up', sinceMs: 0 } as const;
    const probe = probeState('a/health', {
      checks: [check, { ...check, name: 'redis' }, check],
      keyNumbers: [{ name: 'db', value: 1, unit: 'none' }],
    });
    const nodes = new TreeNodes(byId(serviceState('a', { probes: [probe] })), DEFAULT_CHOICES);
    const [service] = nodes.children();
    const [row] = nodes.children(service);
    assert.equal(row, nodeId('probe', 'a', 'a/health'));
    const leaves = nodes.children(row);
    assert.deepEqual(leaves, [
      nodeId('check', 'a', 'a/health', 'db'),
      nodeId('check', 'a', 'a/health', 'redis'),
      nodeId('number', 'a', 'a/health', 'db'),
    ]);
    assert.deepEqual(
      leaves.map((id) => nodes.node(id)?.kind),
      ['check', 'check', 'number'],
    );
    assert.deepEqual(
      leaves.flatMap((id) => nodes.children(id)),
      [],
    );
    assert.equal(nodes.parent(leaves[2]!), row);
    assert.equal(nodes.parent(row), service);
    assert.equal(nodes.parent(service!), undefined);
  });

  it('knows the group of a service', () => {
    assert.equal(new TreeNodes(SERVICES, DEFAULT_CHOICES).groupOf('front'), nodeId('group', 'Front'));
  });

  it('says nothing about rows that are gone, and about what is no row', () => {
    const nodes = new TreeNodes(SERVICES, DEFAULT_CHOICES);
    for (const id of [
      nodeId('service', 'gone'),
      nodeId('probe', 'b9', 'b9/health'),
      '',
      '[',
      '["service"]',
      '["x","y"]',
      '["toString","a"]',
      '[1,2]',
    ]) {
      assert.equal(nodes.node(id), undefined, id);
      assert.deepEqual(nodes.children(id), [], id);
      assert.equal(nodes.groupOf(id), undefined, id);
    }
  });

  it('has another outline when a row comes, goes or moves, and the same when one only changes', () => {
    const outlineOf = (status: 'up' | 'down', choices: Partial<TreeChoices>): string =>
      new TreeNodes(byId(serviceState('a'), serviceState('b', { status })), { ...DEFAULT_CHOICES, ...choices }).outline;
    assert.equal(outlineOf('up', {}), outlineOf('down', {}));
    assert.notEqual(outlineOf('up', { sort: 'health' }), outlineOf('down', { sort: 'health' }));
    assert.notEqual(outlineOf('up', { onlyFailing: true }), outlineOf('down', { onlyFailing: true }));
  });
});

describe('namesInId', () => {
  const check = (id: unknown, expected: object): unknown =>
    it(`reads ${JSON.stringify(id)}`, () => assert.deepEqual(namesInId(id), expected));
  check(nodeId('group', 'G'), { groupName: 'G', name: 'G' });
  check(nodeId('service', 'a/b'), { serviceId: 'a/b', name: 'a/b' });
  check(nodeId('probe', 'a', 'a/health'), { serviceId: 'a', probeId: 'a/health', name: 'a/health' });
  check(nodeId('check', 'a', 'a/health', 'redis'), { serviceId: 'a', probeId: 'a/health', name: 'redis' });
  for (const other of [undefined, null, 7, {}, 'a', '["service",1]', '["group","a","b"]']) check(other, {});
});

describe('readChoices', () => {
  const check = (stored: unknown, expected: TreeChoices): unknown =>
    it(`reads ${JSON.stringify(stored)}`, () => assert.deepEqual(readChoices(stored), expected));
  check(undefined, DEFAULT_CHOICES);
  check('x', DEFAULT_CHOICES);
  check({ onlyFailing: 1, sort: 'age', group: 3 }, DEFAULT_CHOICES);
  check({ onlyFailing: true, sort: 'health', group: 'none' }, { onlyFailing: true, sort: 'health', group: 'none' });
});
