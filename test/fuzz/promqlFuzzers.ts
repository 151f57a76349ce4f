import assert from 'node:assert/strict';
import { parseQuery } from '../../src/engine/promql/parse/parseQuery.ts';
import { printExpr } from '../../src/engine/promql/printer.ts';
import { instantQuerySync, rangeQuerySync } from '../../src/engine/promql/query.ts';
import { compileRegexp } from '../../src/engine/regexp/compileRegexp.ts';
import { sourceOf } from '../engine/promql/promqlSupport.ts';
import type { Fuzzer } from './fuzzer.ts';
import { QueryGenerator } from './queryGenerator.ts';

const OPTIONS = { maxSamples: 100_000, timeoutMs: 1000 };

function source() {
  return sourceOf(
    10_000,
    'a_total{x="1", le="0.5"} 0+1x20',
    'a_total{x="2", le="+Inf"} 5 4 3 _ stale 2 NaN Inf 1 2 3',
    'b{x="1"} -5+1x20',
    'b{y="é"} 0 _x5 3',
    'n{x="1"} {{schema:1 count:3 sum:4 z_bucket:1 z_bucket_w:0.1 buckets:[1 1]}}+{{schema:1 count:1 buckets:[1]}}x12 {{count:1 n_buckets:[1]}}x3',
    'n{x="2"} 3 4 {{schema:0 count:3 sum:NaN z_bucket:1 z_bucket_w:1.5 buckets:[1 1 1] n_offset:-3 n_buckets:[1 0 2]}}x4 5 stale',
    'n{x="3"} {{schema:-53 count:3 sum:4 custom_values:[1 2] buckets:[1 1 1]}}x5 {{schema:-53 count:3 custom_values:[2 3] buckets:[1 1 1]}}x5',
    'n{x="4"} {{schema:-4 count:1e308 sum:-Inf buckets:[1e308] counter_reset_hint:gauge}}x9 {{schema:8 count:2 buckets:[1 1] offset:-900}}x5',
  );
}

/** Text that is nearly PromQL: it is refused with a problem, or taken and printed so that it reads back the same. */
export const promqlParserFuzzer: Fuzzer = {
  name: 'promql parser',
  start: (seed) => (round) => {
    const generator = new QueryGenerator(seed * 1_000_003 + round);
    let text = generator.vector(3);
    for (let i = 0; i < round % 5; i++) text = generator.mutated(text);
    return {
      text,
      check: () => {
        const parsed = parseQuery(text);
        if (!parsed.ok) {
          // What was not changed is well-formed.
          assert.ok(parsed.error.length > 0 && round % 5 !== 0, parsed.error[0]?.message);
          return;
        }
        const printed = printExpr(parsed.value);
        const again = parseQuery(printed);
        assert.ok(again.ok && printExpr(again.value) === printed, `prints as ${printed}`);
      },
    };
  },
};

/** Well-formed expressions, at an instant and over a range: they give a value or a failure. */
export const promqlEvaluatorFuzzer: Fuzzer = {
  name: 'promql evaluator',
  start: (seed) => {
    const data = source();
    return (round) => {
      const text = new QueryGenerator(seed * 1_000_003 + round).vector(4);
      return {
        text,
        check: () => {
          instantQuerySync(data, text, 100_000, OPTIONS);
          rangeQuerySync(data, text, { fromMs: 0, toMs: 200_000, stepMs: 25_000 }, OPTIONS);
        },
      };
    };
  },
};

const ATOMS = ['a', 'b', '.', '[ab]', '[^a]', '\\d', '(a|b)', '(?:ab)', 'x*', 'a+', 'b?', '(a*b)+', 'a{1,3}', '|'];

/** Patterns that both know mean what JavaScript makes of them. */
export const regexpFuzzer: Fuzzer = {
  name: 'regular expressions',
  start: (seed) => (round) => {
    const generator = new QueryGenerator(seed * 1_000_003 + round);
    const pattern = Array.from({ length: 1 + (round % 6) }, () => generator.pick(ATOMS)).join('');
    return {
      text: `/${pattern}/`,
      check: () => {
        const compiled = compileRegexp(pattern);
        assert.ok(compiled.ok);
        const reference = new RegExp(`^(?:${pattern})$`, 'su');
        for (let i = 0; i < 5; i++) {
          const text = Array.from({ length: i * 2 }, () => generator.pick(['a', 'b', 'x', '1', '\n'])).join('');
          assert.equal(compiled.value.matches(text), reference.test(text), `on ${JSON.stringify(text)}`);
        }
      },
    };
  },
};
