import assert from 'node:assert/strict';
import { parseQuery } from '../../../src/engine/promql/parse/parseQuery.ts';
import { printExpr } from '../../../src/engine/promql/printer.ts';
import { instantQuerySync, rangeQuerySync } from '../../../src/engine/promql/query.ts';
import { compileRegexp } from '../../../src/engine/regexp/compileRegexp.ts';
import { SIGNATURES } from '../../../src/engine/promql/signatures.ts';
import { seeded } from '../../bench/promql/referenceSeries.ts';
import { sourceOf } from './promqlSupport.ts';

/** Milliseconds for each of the fuzzers; PROMQL_FUZZ_SECONDS gives them more. */
const BUDGET_MS = Number(process.env['PROMQL_FUZZ_SECONDS'] ?? 0.25) * 1000;
/** A single query over this little data that takes longer hangs. */
const TOO_LONG_MS = 2000;

const source = sourceOf(
  10_000,
  'a_total{x="1", le="0.5"} 0+1x20',
  'a_total{x="2", le="+Inf"} 5 4 3 _ stale 2 NaN Inf 1 2 3',
  'b{x="1"} -5+1x20',
  'b{y="é"} 0 _x5 3',
);

/** Random expressions that are well-formed most of the time. */
class Generator {
  readonly random: () => number;

  constructor(seed: number) {
    this.random = seeded(seed);
  }

  pick<T>(choices: readonly T[]): T {
    return choices[Math.floor(this.random() * choices.length)] as T;
  }

  chance(share: number): boolean {
    return this.random() < share;
  }

  duration(): string {
    return this.pick(['10s', '1m', '5m', '1h', '30', '2*20s', 'step()', '(1m-30s)', 'min_of(1m,range()+1s)']);
  }

  modifiers(): string {
    let text = '';
    if (this.chance(0.15)) text += ` offset ${this.pick(['10s', '-10s', '(1m-90s)'])}`;
    if (this.chance(0.15)) text += ` @ ${this.pick(['60', 'start()', 'end()', '-5', '1e3'])}`;
    return text;
  }

  vector(depth: number): string {
    if (depth <= 0 || this.chance(0.2)) {
      const name = this.pick(['a_total', 'b', '{x="1"}', 'b{x!~"1|2"}', 'a_total{le=~".+"}', 'nothing']);
      return `${name}${this.chance(0.1) ? ' smoothed' : ''}${this.modifiers()}`;
    }
    const choice = this.random();
    if (choice < 0.25) {
      const op = this.pick(['sum', 'avg', 'min', 'count', 'stddev', 'group', 'stdvar']);
      const by = this.pick(['', ' by (x)', ' without (le, x)', ' by (__name__)']);
      return `${op}${by} (${this.vector(depth - 1)})`;
    }
    if (choice < 0.32) {
      const op = this.pick(['topk', 'bottomk', 'quantile', 'limitk', 'limit_ratio']);
      return `${op}(${this.scalar(depth - 1)}, ${this.vector(depth - 1)})`;
    }
    if (choice < 0.55) {
      const op = this.pick(['+', '-', '*', '/', '%', '^', '==', '> bool', '!=', 'atan2', 'and', 'or', 'unless']);
      const matching = this.pick(['', '', ' on(x)', ' ignoring(le)', ' on(x) group_left(le)']);
      const isSet = /^(and|or|unless)$/.test(op);
      return `(${this.vector(depth - 1)}) ${op}${isSet ? matching.replace(/ group.*/, '') : matching} (${this.vector(depth - 1)})`;
    }
    if (choice < 0.65) return `(${this.vector(depth - 1)}) ${this.pick(['+', '<', '/ -'])} ${this.scalar(depth - 1)}`;
    if (choice < 0.7) return `-${this.vector(depth - 1)}`;
    return this.call('vector', depth);
  }

  scalar(depth: number): string {
    if (depth <= 0 || this.chance(0.6))
      return this.pick(['0', '1', '-1', '0.5', 'NaN', 'Inf', '1e300', '5m', 'time()']);
    return this.chance(0.5) ? `(${this.scalar(depth - 1)} * ${this.scalar(depth - 1)})` : this.call('scalar', depth);
  }

  range(depth: number): string {
    if (this.chance(0.7)) return `${this.pick(['a_total', 'b'])}[${this.duration()}]${this.modifiers()}`;
    return `(${this.vector(depth - 1)})[${this.duration()}:${this.chance(0.5) ? '30s' : ''}]${this.modifiers()}`;
  }

  call(returns: string, depth: number): string {
    const [name, signature] = this.pick(Object.entries(SIGNATURES).filter(([, one]) => one.returns === returns));
    const args = signature.args.map((type, i) => {
      if (name === 'info' && i === 1) return '{x=~".+"}';
      if (type === 'vector') return this.vector(depth - 1);
      if (type === 'matrix') return this.range(depth);
      return type === 'scalar' ? this.scalar(depth - 1) : this.pick(['"x"', '"le"', '"$1"', '"(.*)"', '""']);
    });
    return `${name}(${args.join(', ')})`;
  }

  mutated(text: string): string {
    const at = Math.floor(this.random() * text.length);
    const piece = this.pick([
      '(',
      ')',
      '[',
      ']',
      '{',
      '"',
      "'",
      '`',
      '\\',
      ' ',
      '5m',
      'offset',
      '@',
      'by',
      ',',
      '#',
      'é',
      '\u{1F600}',
      '-',
    ]);
    return this.chance(0.5)
      ? text.slice(0, at) + piece + text.slice(at)
      : text.slice(0, at) + text.slice(at + 1 + Math.floor(this.random() * 3));
  }
}

function forBudget(step: (round: number) => void): void {
  const endMs = performance.now() + BUDGET_MS;
  for (let round = 0; performance.now() < endMs; round++) step(round);
}

function timed(query: string, run: () => void): void {
  const startedMs = performance.now();
  run();
  assert.ok(performance.now() - startedMs < TOO_LONG_MS, `took too long: ${query}`);
}

describe('PromQL under random input', function () {
  this.timeout(BUDGET_MS + 10_000);

  it('evaluates random expressions without a crash, and prints them so that they read back', () => {
    let evaluated = 0;
    forBudget((round) => {
      const query = new Generator(round).vector(4);
      const parsed = parseQuery(query);
      assert.ok(parsed.ok, `${query}: ${parsed.ok ? '' : parsed.error[0]?.message}`);
      const printed = printExpr(parsed.value);
      const again = parseQuery(printed);
      assert.ok(again.ok && printExpr(again.value) === printed, `${query} prints as ${printed}`);
      timed(query, () => {
        const options = { maxSamples: 100_000, timeoutMs: 1000 };
        instantQuerySync(source, query, 100_000, options);
        rangeQuerySync(source, query, { fromMs: 0, toMs: 200_000, stepMs: 25_000 }, options);
      });
      evaluated++;
    });
    assert.ok(evaluated > 0, `${evaluated} queries`);
  });

  it('refuses or takes mutated expressions, and never throws', () => {
    forBudget((round) => {
      const generator = new Generator(round * 7 + 1);
      let query = generator.vector(3);
      for (let i = 0; i <= round % 4; i++) query = generator.mutated(query);
      timed(query, () => {
        const parsed = parseQuery(query);
        if (parsed.ok) instantQuerySync(source, query, 100_000, { maxSamples: 100_000, timeoutMs: 1000 });
        else assert.ok(parsed.error.length > 0);
      });
    });
  });

  it('compiles random patterns to what JavaScript makes of those that both know', () => {
    const atoms = ['a', 'b', '.', '[ab]', '[^a]', '\\d', '(a|b)', '(?:ab)', 'x*', 'a+', 'b?', '(a*b)+', 'a{1,3}', '|'];
    forBudget((round) => {
      const generator = new Generator(round * 13 + 5);
      const pattern = Array.from({ length: 1 + (round % 6) }, () => generator.pick(atoms)).join('');
      const compiled = compileRegexp(pattern);
      assert.ok(compiled.ok, pattern);
      const reference = new RegExp(`^(?:${pattern})$`, 'su');
      for (let i = 0; i < 5; i++) {
        const text = Array.from({ length: i * 2 }, () => generator.pick(['a', 'b', 'x', '1', '\n'])).join('');
        assert.equal(compiled.value.matches(text), reference.test(text), `/${pattern}/ on ${JSON.stringify(text)}`);
      }
    });
  });
});
