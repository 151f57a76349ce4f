import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ExpositionFormat } from '../../../src/engine/scrape/expositionFormat.ts';
import { parseExposition } from '../../../src/engine/scrape/parseExposition.ts';

/** Samples as `name{labels} value @timestamp # {labels} value @timestamp`; a refusal as `line:column message`. */
function print(input: string, format: ExpositionFormat): string[] {
  const { samples, problems } = parseExposition(Buffer.from(input), { format });
  const [problem] = problems;
  if (problem !== undefined) return [`${problem.line}:${problem.column} ${problem.message}`];
  return samples.map(({ labels, value, timestampMs, exemplar }) =>
    [
      `${JSON.stringify(labels)} ${Object.is(value, -0) ? '-0' : value}`,
      ...(timestampMs === undefined ? [] : [`@${timestampMs}`]),
      ...(exemplar === undefined ? [] : [`# ${JSON.stringify(exemplar.labels)} ${exemplar.value}`]),
      ...(exemplar?.timestampMs === undefined ? [] : [`@${exemplar.timestampMs}`]),
    ].join(' '),
  );
}

function check(format: ExpositionFormat, input: string, expected: string | string[] | RegExp): void {
  const found = print(input, format);
  if (expected instanceof RegExp) assert.match(found.join('\n'), expected);
  else assert.deepEqual(found, typeof expected === 'string' ? [expected] : expected);
}

const A = (rest: string): string => `{"__name__":"a"} ${rest}`;

describe('parseExposition: Prometheus text', () => {
  const cases: [name: string, input: string, expected: string | string[] | RegExp][] = [
    ['an empty body', '', []],
    ['blank lines, comments and blanks around', '\n \t\n#x\n# y\n\t a \t 1 \t\n', A('1')],
    ['no line end at the end', 'a 1', A('1')],
    ['a timestamp in milliseconds', 'a 1 1500', A('1 @1500')],
    [
      'no negative timestamp',
      'a 1 -1500',
      '1:5 expected a timestamp in whole milliseconds or the end of the line, got `-`',
    ],
    ['a timestamp that is too large', 'a 1 9223372036854775808', '1:5 the timestamp is out of range'],
    ['escapes in label values', 'a{b="x\\\\y\\"z\\nw\\q"} 1', '{"__name__":"a","b":"x\\\\y\\"z\\nw\\\\q"} 1'],
    ['a line end in a label value', 'a{b="x\ny"} 1\nc 2', ['{"__name__":"a","b":"x\\ny"} 1', '{"__name__":"c"} 2']],
    ['a place behind such a line end', 'a{b="x\ny"} z', '2:5 "z" is not a number'],
    ['UTF-8 in a label value', 'a{b="é€😀"} 1', '{"__name__":"a","b":"é€😀"} 1'],
    ['a column in UTF-16 units', 'a{b="é😀"} z', '1:12 "z" is not a number'],
    ['a name in quotes', '{"a.b","c.d"="e"} 1', '{"__name__":"a.b","c.d":"e"} 1'],
    ['a name in quotes and escaped', '{"a\\"b"} 1', '{"__name__":"a\\"b"} 1'],
    ['a value without a blank', 'a{}1', A('1')],
    ['an empty label value is no label', 'a{b=""} 1', A('1')],
    ['a label twice', 'a{b="1",b="2"} 1', '1:1 label name "b" is not unique'],
    ['the name as a label too', 'a{__name__="b"} 1', '1:1 label name "__name__" is not unique'],
    ['two names', 'a{"b"} 1', '1:4 the metric has a name already'],
    ['an empty name', '{""} 1', '1:1 the metric name is empty'],
    ['an empty label name', 'a{""="b"} 1', '1:1 a label has an empty name'],
    ['a type that OpenMetrics knows only', '# TYPE a info\n', '1:10 invalid metric type "info"'],
    ['a blank too many before the type', '# TYPE a  counter\n', '1:10 invalid metric type " counter"'],
    ['Windows line ends', 'a 1\r\n', /^1:3 "1\r" is not a number$/],
    ['a null byte before a name', '\0a 1\n', '1:1 expected a metric name, a comment or a blank line, got byte 0x00'],
    ['a brace after braces', 'a{}{} 1', '1:4 expected a value after the metric, got `{`'],
    [
      'le made canonical under a histogram',
      '# TYPE h histogram\nh_bucket{le="10"} 1',
      '{"__name__":"h_bucket","le":"10.0"} 1',
    ],
    [
      'quantile made canonical under a summary',
      '# TYPE s summary\ns{quantile="1e-3"} 1',
      '{"__name__":"s","quantile":"0.001"} 1',
    ],
  ];
  for (const [name, input, expected] of cases) it(name, () => check('text', input, expected));

  const numbers: [text: string, expected: number | undefined][] = [
    ['0', 0],
    ['+1', 1],
    ['1.', 1],
    ['.5', 0.5],
    ['1e3', 1000],
    ['1E-3', 0.001],
    ['0.1', 0.1],
    ['123456789012345678', 123456789012345680],
    ['9007199254740993', 9007199254740992],
    ['4.4946123456789e+09', 4494612345.6789],
    ['1.7976931348623157e308', Number.MAX_VALUE],
    ['5e-324', 5e-324],
    ['1e-400', 0],
    ['inf', Infinity],
    ['-Infinity', -Infinity],
    ['NaN', NaN],
    ['1e400', undefined],
    ['+NaN', undefined],
    ['1e', undefined],
    ['.', undefined],
    ['-', undefined],
    ['0x10', undefined],
    ['1_000', undefined],
    ['1,5', undefined],
  ];
  for (const [text, expected] of numbers) {
    it(`reads ${text} as Go's ParseFloat does`, () => {
      const { samples } = parseExposition(Buffer.from(`a ${text}\n`));
      assert.deepEqual(
        samples.map(({ value }) => value),
        expected === undefined ? [] : [expected],
      );
    });
  }
});

describe('parseExposition: OpenMetrics', () => {
  const cases: [name: string, input: string, expected: string | string[] | RegExp][] = [
    ['timestamps in seconds', 'a 1 1.5\n', A('1 @1500')],
    ['timestamps cut to milliseconds', 'a 1 -1.9999\n', A('1 @-1999')],
    [
      'an exemplar',
      '# TYPE a counter\na_total 1 2 # {t="x"} 3 4\n',
      '{"__name__":"a_total"} 1 @2000 # {"t":"x"} 3 @4000',
    ],
    ['an exemplar on a gauge', '# TYPE a gauge\na 1 # {t="x"} 3\n', '2:1 a gauge has no exemplars'],
    ['an exemplar on another metric after a gauge', '# TYPE a gauge\nb 1 # {} 3\n', '{"__name__":"b"} 1 # {} 3'],
    ['a comma at the end', 'a{b="c",} 1\n', '1:9 expected a label name, got `}`'],
    ['two blanks', 'a  1\n', '1:2 expected a space and a value after the metric, got a space'],
    [
      'a unit that is no suffix',
      '# UNIT a_seconds bytes\n',
      '1:18 the unit "bytes" is not a suffix of the metric name "a_seconds"',
    ],
  ];
  for (const [name, input, expected] of cases) it(name, () => check('openmetrics', `${input}# EOF\n`, expected));

  it('asks for # EOF', () => check('openmetrics', 'a 1\n', '2:1 the body does not end with # EOF'));
  it('lets nothing come after it', () => check('openmetrics', '# EOF\n\n', '2:1 unexpected data after # EOF'));

  it('takes _created as a start time where it is asked to', () => {
    const body = Buffer.from('# TYPE a counter\na_total 1\na_created 1.5\n# EOF\n');
    const { samples, created } = parseExposition(body, { format: 'openmetrics', createdAsStartTime: true });
    assert.equal(samples.length, 1);
    assert.deepEqual(created, [{ labels: { __name__: 'a_created' }, timestampMs: 1500 }]);
    assert.equal(parseExposition(body, { format: 'openmetrics' }).samples.length, 2);
  });

  it('gives what is known of each family', () => {
    const body = Buffer.from('# HELP a_bytes He\\\\lp\\n\\"x\\"\n# TYPE a_bytes gauge\n# UNIT a_bytes bytes\n# EOF\n');
    const { families } = parseExposition(body, { format: 'openmetrics' });
    assert.deepEqual([...families], [['a_bytes', { type: 'gauge', help: 'He\\lp\n"x"', unit: 'bytes' }]]);
  });
});
