import type { ExpositionFormat } from '../../src/engine/scrape/expositionFormat.ts';

/** Documents with every construct of each format, to be changed. */
export const documents: Readonly<Record<ExpositionFormat, readonly string[]>> = {
  text: [
    '# HELP h A \\\\ text\\nwith "things"\n# TYPE h histogram\nh_bucket{le="1"} 1\nh_bucket{le="10"} 1.5e+02\nh_bucket{le="+Inf"} 3\nh_sum -0.25\nh_count 3\n',
    '#a comment\n\n  a { b = "c" , d="e\\"f\\\\" , } \t 12 \t1500\t\na{b="x\ny"} NaN\n{"q.r",s="é€😀"} +Inf 7\n{ "q.r" , "t.u" = "v" } 1\n# TYPE s summary\ns{quantile="0.5"} 1\ns_count 1\n',
    'le{le="1"} 1\n# TYPE h histogram\nle{le="1"} 2\n# TYPE s summary\nle{le="1"} 3\nle{quantile="1"} 3\n# TYPE g gauge\nle{quantile="1"} 4\n# HELP "q.r" x\n',
    'ab 1\nabc 2\na 3\nab{c="d"} 4\nab 5 1\nab 6 2\nab 123456789012345678901\nab 0.1234567890123456789e-7\nxyz 00012.500\nxyz -7e3\n',
  ],
  openmetrics: [
    '# HELP h A \\\\ text\\nwith "things"\n# TYPE h histogram\n# UNIT h \nh_bucket{le="1"} 1 # {t="x"} 0.5 1.5\nh_bucket{le="+Inf"} 3 1.25 # {} 4\nh_sum 0.25\nh_count 3\nh_created 1.5\n# EOF\n',
    'a{b="c",d="e\\"f\\\\"} 12 1500\na{b="x"} NaN\n{"q.r",s="é€😀"} +Inf 7\n{"q.r","t.u"="v"} 1 # {"w.x"="y"} 1e3\n# TYPE s summary\ns{quantile="0.5"} 1\n# EOF\n',
    '# TYPE g gauge\ng 1\n# TYPE i info\ni_info{a="b"} 1\n# TYPE st stateset\nst{st="a"} 1\nst{st="b"} 0\n# TYPE c counter\nc_total 1 1 # {a="b"} 1\n# TYPE gh gaugehistogram\ngh_bucket{le="2"} 1\n# EOF',
    'ab 1\nabc 2\na 3\nab{c="d"} 4\nab 5 1\nab 6 2.5\nab 123456789012345678901\nab 0.1234567890123456789e-7 -1\n# EOF\n',
  ],
};

const SPECIAL = [
  '"',
  '\\',
  '\n',
  '{',
  '}',
  ',',
  '=',
  ' ',
  '\t',
  '#',
  '\0',
  '1',
  'e',
  '.',
  '-',
  'é',
  '\xff',
  '# EOF\n',
  '# TYPE a counter\n',
  ' # {',
  'a 1\n',
  '\r\n',
  'NaN',
];

/** Changes documents at random, the same for the same seed. */
export class Mutator {
  #state: number;

  constructor(seed: number) {
    this.#state = Math.imul(seed | 0, 0x9e3779b1) | 1;
  }

  /** A whole number from 0 to below `limit`. */
  below(limit: number): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % Math.max(1, limit);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  /** Places to cut a body of `length` bytes, in order. */
  cuts(length: number): number[] {
    return Array.from({ length: this.below(6) }, () => this.below(length + 1)).sort((a, b) => a - b);
  }

  /** The document with up to three changes; sometimes with none. */
  mutate(body: Buffer): Buffer {
    let changed = body;
    for (let times = this.below(4); times > 0; times--) changed = this.#change(changed);
    return changed;
  }

  randomBytes(): Buffer {
    const parts = Array.from({ length: this.below(40) }, () =>
      this.below(3) === 0 ? Buffer.from([this.below(256)]) : Buffer.from(this.pick(SPECIAL), 'latin1'),
    );
    return Buffer.concat(parts);
  }

  #change(body: Buffer): Buffer {
    const at = this.below(body.length + 1);
    switch (this.below(7)) {
      case 0:
        return Buffer.concat([body.subarray(0, at), Buffer.from(this.pick(SPECIAL), 'latin1'), body.subarray(at)]);
      case 1:
        return Buffer.concat([body.subarray(0, at), body.subarray(at + 1 + this.below(3))]);
      case 2:
        return Buffer.concat([body.subarray(0, at), Buffer.from([this.below(256)]), body.subarray(at + 1)]);
      case 3:
        return this.#lines(body, (lines) => lines.splice(this.below(lines.length), 1));
      case 4:
        return this.#lines(body, (lines) => lines.splice(this.below(lines.length), 0, this.pick(lines)));
      case 5:
        return this.#lines(body, (lines) =>
          lines.splice(this.below(lines.length), 0, `new${this.below(9)} ${this.below(99)}`),
        );
      default:
        // Another number in place of a digit: the series stays known.
        return Buffer.from(
          body.toString('latin1').replaceAll(/ \d/g, (digit) => (this.below(3) === 0 ? ` ${this.below(10)}` : digit)),
          'latin1',
        );
    }
  }

  #lines(body: Buffer, change: (lines: string[]) => void): Buffer {
    const lines = body.toString('latin1').split('\n');
    change(lines);
    return Buffer.from(lines.join('\n'), 'latin1');
  }
}
