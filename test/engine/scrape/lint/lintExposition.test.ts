import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ExpositionFormat } from '../../../../src/engine/scrape/expositionFormat.ts';
import { lintExposition } from '../../../../src/engine/scrape/lint/lintExposition.ts';

/** `expected` holds a `line:column part of the message` for each problem. */
function check(format: ExpositionFormat, input: string, expected: string[]): void {
  const found = lintExposition(Buffer.from(input), { format }).map((p) => `${p.line}:${p.column} ${p.message}`);
  assert.equal(found.length, expected.length, found.join('\n'));
  expected.forEach((part, i) => {
    const [place = '', ...words] = part.split(' ');
    assert.ok(found[i]?.startsWith(`${place} `) && found[i].includes(words.join(' ')), `${found[i]} for ${part}`);
  });
}

const HISTOGRAM = '# TYPE h histogram\nh_bucket{le="1"} 1\nh_bucket{le="+Inf"} 2\nh_sum 1\nh_count 2\n';

describe('lintExposition: Prometheus text', () => {
  const cases: [name: string, input: string, expected: string[]][] = [
    ['a proper document', `# HELP h Text\n${HISTOGRAM}# TYPE c counter\nc{a="1"} 1\nc{a="2"} 1 5\n`, []],
    ['nothing', '', []],
    ['the last line without an end', 'a 1', ['1:4 last line']],
    ['every line that is wrong', 'a x\nb 1\nc{ y\n', ['1:3 not a number', '3:5 expected =']],
    ['an unknown escape', 'a{b="\\d"} 1\n', ['1:6 backslash']],
    ['a line end in a label value', 'a{b="x\ny"} 1\nc z\n', ['1:7 line end', '3:3 not a number']],
    ['no comma', 'a{b="c"d="e"} 1\n', ['1:8 comma is missing']],
    ['no space before the value', 'a{b="c"}1\n', ['1:9 space is missing']],
    ['a second TYPE', '# TYPE a gauge\n# TYPE a gauge\na 1\n', ['2:1 second TYPE for a; the first is in line 1']],
    ['TYPE after samples', 'a 1\n# TYPE a gauge\n', ['2:1 must come before its samples']],
    ['a family in two places', 'a 1\nb 1\na{c="d"} 1\n', ['3:1 not together']],
    ['a series twice', 'a 1\na 1\n', ['2:1 twice']],
    [
      'a histogram without +Inf',
      '# TYPE h histogram\nh_bucket{le="1"} 1\nh_sum 1\nh_count 1\n',
      ['2:1 no bucket le="+Inf"'],
    ],
    [
      'a count that is not that of +Inf',
      HISTOGRAM.replace('h_count 2', 'h_count 3'),
      ['2:1 count 3 of the histogram h'],
    ],
    ['a bucket without le', '# TYPE h histogram\nh_bucket 1\n', ['2:1 needs a label "le"', '2:1 no bucket']],
    ['a summary without quantile', '# TYPE s summary\ns 1\n', ['2:1 needs a label "quantile"']],
    ['a negative counter', '# TYPE c counter\nc -1\n', ['2:3 cannot count down']],
    [
      'a name that clashes',
      '# TYPE s summary\ns_count 1\n# TYPE s_count gauge\ns_count 1\n',
      ['3:1 clashes with the metric s'],
    ],
  ];
  for (const [name, input, expected] of cases) {
    it(name, () => check('text', input, expected));
  }

  it('buckets out of order', () => {
    const body =
      '# TYPE h histogram\nh_bucket{le="2"} 1\nh_bucket{le="1"} 1\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n';
    check('text', body, ['2:1 the bucket le="1" is out of order']);
  });
});

describe('lintExposition: OpenMetrics', () => {
  const cases: [name: string, input: string, expected: string[]][] = [
    [
      'a proper document',
      '# TYPE a counter\n# UNIT a \n# HELP a x\na_total 1 2.5 # {b="c"} 1\na_created 1 2.5\n# EOF',
      [],
    ],
    ['no end', 'a 1\n', ['2:1 # EOF']],
    ['text after the end', '# EOF\na 1\n', ['2:1 nothing may come']],
    [
      'several problems in a line',
      '# TYPE a counter\na_total{b="1",b="2"} -1\na_total x\n# EOF\n',
      ['2:1 not unique', '3:9 not a number'],
    ],
    ['a fraction of a count', '# TYPE h gaugehistogram\nh_bucket{le="+Inf"} 1.5\n# EOF\n', ['2:21 whole number']],
    ['a counter without _total', '# TYPE a counter\na 1\n# EOF\n', ['2:1 must be named a_total or a_created']],
    ['an info with a unit', '# TYPE a_s info\n# UNIT a_s s\n# EOF\n', ['2:1 no unit']],
  ];
  for (const [name, input, expected] of cases) it(name, () => check('openmetrics', input, expected));
});
