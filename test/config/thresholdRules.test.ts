import assert from 'node:assert/strict';
import { thresholdRules } from '../../src/config/thresholdRules.ts';
import { readRuleFile } from '../../src/engine/rules/readRuleFile.ts';
import type { Threshold } from '../../src/model/service.ts';

const service = (name: string, thresholds: readonly Threshold[], id = name) => ({ id, name, thresholds });
const rulesOf = (...services: ReturnType<typeof service>[]) => {
  const { groups, problems } = readRuleFile(thresholdRules(services) ?? '');
  assert.deepEqual(problems, []);
  return groups.flatMap(({ name, rules }) => rules.map((rule) => ({ group: name, ...rule })));
};

describe('the thresholds of services as rules', () => {
  it('are a target and a critical limit, of which a value breaks one', () => {
    const rules = rulesOf(
      service('api', [
        { metric: 'cache_hit_ratio', warn: { op: '<', value: 0.6 }, critical: { op: '<', value: 0.3 } },
        { metric: 'disk_bytes', critical: { op: '>=', value: 1e10 } },
      ]),
    );
    assert.deepEqual(
      rules.map(({ kind, name, expr, labels }) => [kind, name, expr, labels]),
      [
        [
          'record',
          'watchpost_threshold',
          'vector(0.6)',
          { job: 'api', metric: 'cache_hit_ratio', severity: 'warning' },
        ],
        [
          'alert',
          'WatchpostThreshold',
          'cache_hit_ratio{job="api"} < 0.6 unless cache_hit_ratio{job="api"} < 0.3',
          { metric: 'cache_hit_ratio', severity: 'warning' },
        ],
        [
          'record',
          'watchpost_threshold',
          'vector(0.3)',
          { job: 'api', metric: 'cache_hit_ratio', severity: 'critical' },
        ],
        [
          'alert',
          'WatchpostThreshold',
          'cache_hit_ratio{job="api"} < 0.3',
          { metric: 'cache_hit_ratio', severity: 'critical' },
        ],
        [
          'record',
          'watchpost_threshold',
          'vector(10000000000)',
          { job: 'api', metric: 'disk_bytes', severity: 'critical' },
        ],
        [
          'alert',
          'WatchpostThreshold',
          'disk_bytes{job="api"} >= 10000000000',
          { metric: 'disk_bytes', severity: 'critical' },
        ],
      ],
    );
  });

  it('are of the service that they are set for, whatever it is called', () => {
    const names = ['it\'s "quoted"', 'a\nb', '{{ $x }}', 'x: y # z', 'b\u00fcro', '\\'];
    const limit: Threshold = { metric: 'm', warn: { op: '>', value: 1 } };
    const rules = rulesOf(...names.map((name) => service(name, [limit])));
    assert.deepEqual(
      rules.filter(({ kind }) => kind === 'record').map(({ labels }) => labels['job']),
      names,
    );
    const twice = rulesOf(service('api', [limit], 'one › api'), service('api', [limit], 'two › api'));
    assert.deepEqual(
      twice.filter(({ kind }) => kind === 'record').map(({ labels }) => labels['job']),
      ['one › api', 'two › api'],
      'as their series are labelled',
    );
  });

  it('are none where there are none', () => {
    assert.equal(thresholdRules([service('api', [])]), undefined);
  });
});
