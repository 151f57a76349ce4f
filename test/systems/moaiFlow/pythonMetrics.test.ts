import assert from 'node:assert/strict';
import { pythonFloat, PythonRegistry } from './pythonMetrics.ts';

// From prometheus_client's utils.py (floatToGoString) and its tests.
const FLOATS: readonly (readonly [value: number, text: string])[] = [
  [0, '0.0'],
  [1, '1.0'],
  [0.005, '0.005'],
  [-3, '-3.0'],
  [100_000, '100000.0'],
  [1_000_000, '1e+06'],
  [1_234_567.5, '1.2345675e+06'],
  [10_737_418_240, '1.073741824e+010'],
  [Infinity, '+Inf'],
  [-Infinity, '-Inf'],
  [NaN, 'NaN'],
];

describe('metrics as Python writes them', () => {
  for (const [value, text] of FLOATS) it(`${value} is ${text}`, () => assert.equal(pythonFloat(value), text));

  it('give a counter its _created', () => {
    const registry = new PythonRegistry(1_700_000_000);
    registry.counter('jobs', 'Jobs', 'kind').inc('a');
    const text = registry.text();
    assert.ok(
      text.endsWith(
        '# HELP jobs_total Jobs\n# TYPE jobs_total counter\njobs_total{kind="a"} 1.0\n' +
          '# HELP jobs_created Jobs\n# TYPE jobs_created gauge\njobs_created{kind="a"} 1.7e+09\n',
      ),
    );
  });

  it('count into every bucket from the value up', () => {
    const registry = new PythonRegistry(0);
    registry.histogram('wait_seconds', 'Wait', 'kind').observe('a', 0.3);
    const text = registry.text();
    assert.match(text, /^wait_seconds_bucket\{le="0.25",kind="a"\} 0.0$/m);
    assert.match(text, /^wait_seconds_bucket\{le="0.5",kind="a"\} 1.0$/m);
    assert.match(text, /^wait_seconds_bucket\{le="\+Inf",kind="a"\} 1.0$/m);
    assert.match(text, /^wait_seconds_count\{kind="a"\} 1.0$/m);
    assert.match(text, /^wait_seconds_sum\{kind="a"\} 0.3$/m);
  });
});
