import { SIGNATURES } from '../../src/engine/promql/signatures.ts';
import { seeded } from '../support/seeded.ts';

/** Random expressions that are well-formed most of the time. */
export class QueryGenerator {
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
      const name = this.pick([
        'a_total',
        'b',
        'n',
        'n{x!="3"}',
        '{x="1"}',
        'b{x!~"1|2"}',
        'a_total{le=~".+"}',
        'nothing',
      ]);
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
      const op = this.pick([
        '+',
        '-',
        '*',
        '/',
        '%',
        '^',
        '==',
        '> bool',
        '!=',
        'atan2',
        '</',
        '>/',
        'and',
        'or',
        'unless',
      ]);
      const matching = this.pick(['', '', ' on(x)', ' ignoring(le)', ' on(x) group_left(le)']);
      const isSet = /^(and|or|unless)$/.test(op);
      return `(${this.vector(depth - 1)}) ${op}${isSet ? matching.replace(/ group.*/, '') : matching} (${this.vector(depth - 1)})`;
    }
    if (choice < 0.65)
      return `(${this.vector(depth - 1)}) ${this.pick(['+', '<', '/ -', '*', '</', '>/'])} ${this.scalar(depth - 1)}`;
    if (choice < 0.7) return `-${this.vector(depth - 1)}`;
    return this.call('vector', depth);
  }

  scalar(depth: number): string {
    if (depth <= 0 || this.chance(0.6))
      return this.pick(['0', '1', '-1', '0.5', 'NaN', 'Inf', '1e300', '5m', 'time()']);
    return this.chance(0.5) ? `(${this.scalar(depth - 1)} * ${this.scalar(depth - 1)})` : this.call('scalar', depth);
  }

  range(depth: number): string {
    if (this.chance(0.7)) return `${this.pick(['a_total', 'b', 'n'])}[${this.duration()}]${this.modifiers()}`;
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
