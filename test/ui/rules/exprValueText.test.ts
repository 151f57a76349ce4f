import assert from 'node:assert/strict';
import type { ExprValue } from '../../../src/protocol/editing.ts';
import { exprValueText } from '../../../src/ui/rules/exprValueText.ts';

const value = (more: Partial<ExprValue>): ExprValue => ({
  start: 0,
  end: 1,
  text: 'x',
  type: 'vector',
  unit: 'none',
  series: 1,
  samples: 1,
  values: [],
  ...more,
});

describe('the text of a value in a hover', () => {
  for (const [name, given, expected] of [
    [
      'a scalar with its unit',
      { type: 'scalar', unit: 'seconds', values: [{ labels: '', value: 90 }] },
      '**1 m 30 s** now',
    ],
    ['nothing', { series: 0 }, 'Nothing now.'],
    ['a text', { type: 'string', string: 'a`b' }, '``a`b``'],
    [
      'the first of many',
      { series: 1_201, values: [{ labels: 'up{job="api"}', value: 1 }] },
      '1,201 series now:\n\n- **1** `up{job="api"}`\n- and 1,200 more',
    ],
    [
      'a range',
      { type: 'matrix', series: 1, samples: 4, values: [{ labels: 'a', value: 2 }] },
      '1 series with 4 samples; the last ones:\n\n- **2** `a`',
    ],
    [
      'labels that would be markup',
      { values: [{ labels: 'a{b="`](command:x) $(bug)"}', value: 1 }] },
      '1 series now:\n\n- **1** ``a{b="`](command:x) $\u200B(bug)"}``',
    ],
    [
      'a failure that would be a link',
      { failure: '[x](command:y)' },
      'It cannot be evaluated now: \\[x\\]\\(command\\:y\\)',
    ],
  ] as const) {
    it(`says ${name}`, () => assert.equal(exprValueText(value(given)), expected));
  }
});
