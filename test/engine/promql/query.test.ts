import assert from 'node:assert/strict';
import { apiData } from '../../../src/engine/promql/apiData.ts';
import { formatDuration, formatFloat, formatShort, quote } from '../../../src/engine/promql/goText.ts';
import {
  instantQuery,
  instantQuerySync,
  type QueryOptions,
  rangeQuery,
  rangeQuerySync,
} from '../../../src/engine/promql/query.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { sourceOf } from './promqlSupport.ts';

const source = sourceOf(10_000, 'm{a="1"} 1 2 3 4', 'm{a="2"} 5 6 7 8');
const RANGE = { fromMs: 0, toMs: 30_000, stepMs: 10_000 };

function data(query: string, options: QueryOptions = {}): unknown {
  const result = instantQuerySync(source, query, 30_000, options);
  return result.ok ? apiData(result.result) : result.error;
}

describe('PromQL queries', () => {
  it('are shaped as data of the HTTP API', () => {
    assert.deepEqual(data('m{a="1"}'), {
      resultType: 'vector',
      result: [{ metric: { __name__: 'm', a: '1' }, value: [30, '4'] }],
    });
    assert.deepEqual(data('1 / 0'), { resultType: 'scalar', result: [30, '+Inf'] });
    assert.deepEqual(data('"text"'), { resultType: 'string', result: [30, 'text'] });
    assert.deepEqual(data('m{a="1"}[15s]'), {
      resultType: 'matrix',
      result: [
        {
          metric: { __name__: 'm', a: '1' },
          values: [
            [20, '3'],
            [30, '4'],
          ],
        },
      ],
    });
    const ranged = rangeQuerySync(source, 'sum(m)', { ...RANGE, fromMs: 10_000, stepMs: 15_000 });
    assert.ok(ranged.ok);
    assert.deepEqual(apiData(ranged.result), {
      resultType: 'matrix',
      result: [
        {
          metric: {},
          values: [
            [10, '8'],
            [25, '10'],
          ],
        },
      ],
    });
  });

  it('tell where the query is wrong', () => {
    assert.equal(data('sum(m'), '1:6: parse error: unclosed left parenthesis');
    assert.equal(
      data('m +\n rate(m)'),
      '2:7: parse error: expected type range vector in call to function "rate", got instant vector',
    );
    const ranged = rangeQuerySync(source, 'm[5m]', RANGE);
    assert.ok(!ranged.ok);
    assert.equal(
      ranged.error,
      'invalid expression type "range vector" for range query, must be Scalar or instant Vector',
    );
  });

  it('keep to the limit of samples', () => {
    const message = 'query processing would load too many samples into memory in expression evaluation';
    assert.equal(data('m', { maxSamples: 1 }), message);
    assert.equal(data('m[1m]', { maxSamples: 7 }), message);
    assert.equal(data('sum_over_time(m[1m])', { maxSamples: 3 }), message);
    assert.notEqual(data('sum(sum_over_time(m[1m]))', { maxSamples: 6 }), message);
    const ranged = rangeQuerySync(source, 'vector(1)', { fromMs: 0, toMs: 1e9, stepMs: 1 });
    assert.ok(!ranged.ok);
    assert.equal(ranged.error, message);
  });

  it('can be cancelled, and end by themselves', async () => {
    const slow = 'sum_over_time(vector(1)[2h:1s])';
    const range = { fromMs: 0, toMs: 7_200_000, stepMs: 1000 };
    const controller = new AbortController();
    const running = rangeQuery(source, slow, range, { signal: controller.signal });
    setImmediate(() => controller.abort());
    const cancelled = await running;
    assert.ok(!cancelled.ok);
    assert.equal(cancelled.errorType, 'canceled');

    const timedOut = await rangeQuery(source, slow, range, { timeoutMs: 30 });
    assert.ok(!timedOut.ok);
    assert.equal(timedOut.errorType, 'timeout');
  });

  it('let others have the thread', async () => {
    let turns = 0;
    let done = false;
    const count = (): void => {
      turns++;
      if (!done) setImmediate(count);
    };
    setImmediate(count);
    const result = await rangeQuery(
      source,
      'sum_over_time(vector(1)[30m:1s])',
      { fromMs: 0, toMs: 20_000_000, stepMs: 10_000 },
      { clock: new TickingClock() },
    );
    done = true;
    assert.ok(result.ok);
    assert.ok(turns >= 3, `${turns} turns`);
  });

  it('drop names at the end, or on the way', () => {
    const query = 'sum by (__name__) (-{__name__=~"m", a="1"})';
    assert.deepEqual(data(query), { resultType: 'vector', result: [{ metric: {}, value: [30, '-4'] }] });
    assert.deepEqual(data('label_replace(-m{a="1"}, "n", "$1", "__name__", "(.+)")'), {
      resultType: 'vector',
      result: [{ metric: { a: '1', n: 'm' }, value: [30, '-4'] }],
    });
    assert.deepEqual(data('label_replace(-m{a="1"}, "n", "$1", "__name__", "(.+)")', { delayedNameRemoval: false }), {
      resultType: 'vector',
      result: [{ metric: { a: '1' }, value: [30, '-4'] }],
    });
  });

  it('take a syntax tree in place of a text, and say how long they took', async () => {
    const result = await instantQuery(source, 'sum(m)', 30_000);
    assert.ok(result.ok);
    assert.ok(result.stats.evalMs >= 0);
    assert.equal(result.stats.samples, 8);
  });
});

/** Each look at it is a little later. */
class TickingClock extends FakeClock {
  #looks = 0;

  override monotonic(): number {
    return this.#looks++ * 5;
  }
}

describe('texts as Go prints them', () => {
  const floats: readonly (readonly [value: number, expected: string])[] = [
    [0, '0'],
    [-0, '-0'],
    [0.1, '0.1'],
    [1e21, '1000000000000000000000'],
    [1.5e-7, '0.00000015'],
    [123456789.125, '123456789.125'],
    [NaN, 'NaN'],
    [-Infinity, '-Inf'],
  ];
  for (const [value, expected] of floats)
    it(`'f' of ${value} is ${expected}`, () => assert.equal(formatFloat(value), expected));

  it('writes %g, durations and quoted texts', () => {
    assert.equal(formatShort(1e8), '1e+08');
    assert.equal(formatShort(100_000), '100000');
    assert.equal(formatShort(0.00001), '1e-05');
    assert.equal(formatDuration(90_061_001), '1d1h1m1s1ms');
    assert.equal(formatDuration(0), '0s');
    assert.equal(formatDuration(7 * 86_400_000), '1w');
    assert.equal(quote('a"\\\n\u0001é'), '"a\\"\\\\\\n\\x01é"');
  });
});
