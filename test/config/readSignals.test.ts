import assert from 'node:assert/strict';
import { problemLines, read } from './check.ts';

function check(signals: unknown, expected: unknown, problems: readonly string[] = []): void {
  const output = read({ 'watchpost.services': { a: { tcp: 'a:1', signals } } });
  assert.deepEqual(output.config.services[0]?.signals, expected);
  assert.deepEqual(
    problemLines(output).map((line) => line.replace('watchpost.services/a/signals', '').replace('settings.', '')),
    problems,
  );
}

describe('signals in the settings', () => {
  it('are a query, false, or an object with query and unit', () => {
    check({ p95: 'histogram_quantile(0.95, x)' }, [{ name: 'p95', query: 'histogram_quantile(0.95, x)' }]);
    check({ 'error ratio': false }, [{ name: 'error ratio', off: true }]);
    check({ queue: { query: ' sum(x) ', unit: 'seconds' } }, [{ name: 'queue', query: 'sum(x)', unit: 'seconds' }]);
    check({ p95: { unit: 'bytes' } }, [{ name: 'p95', unit: 'bytes' }]);
    check(undefined, undefined);
    check({}, undefined);
  });

  it('say what is wrong at its place, and the rest counts', () => {
    check({ a: true, b: 'up' }, [{ name: 'b', query: 'up' }], ['wrongType /a']);
    check({ a: 3 }, undefined, ['wrongType /a']);
    check({ a: '' }, undefined, ['wrongType /a']);
    check({ a: '  ' }, undefined, ['badQuery /a']);
    check({ a: 'x'.repeat(10_001) }, undefined, ['badQuery /a']);
    check({ a: {} }, undefined, ['missingKey /a']);
    check({ a: { query: 'up', unit: 'second' } }, [{ name: 'a', query: 'up' }], ['unknownUnit /a/unit']);
    check({ a: { query: 'up', unit: 1 } }, [{ name: 'a', query: 'up' }], ['wrongType /a/unit']);
    check({ a: { query: 'up', uni: 'bytes' } }, [{ name: 'a', query: 'up' }], ['unknownKey /a/uni']);
    check({ '': 'up' }, undefined, ['badName /']);
    check({ 'a\nb': 'up' }, undefined, ['badName /a\nb']);
    check(['up'], undefined, ['wrongType ']);
    check('up', undefined, ['wrongType ']);
  });
});
