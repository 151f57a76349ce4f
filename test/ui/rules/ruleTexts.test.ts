import assert from 'node:assert/strict';
import { formatQuantity } from '../../../src/base/unit.ts';
import type { RuleStatus } from '../../../src/model/alert.ts';
import { replayText, ruleStateText } from '../../../src/ui/rules/ruleTexts.ts';

const status = (more: Partial<RuleStatus>): RuleStatus => ({
  name: 'r',
  kind: 'alert',
  range: { startLine: 0, startColumn: 0, endLine: 0, endColumn: 1 },
  expr: 'x',
  evaluatedAtMs: 1,
  samples: 0,
  unit: 'none',
  pending: 0,
  firing: 0,
  ...more,
});

describe('what stands above a rule', () => {
  for (const [name, given, expected] of [
    ['not yet', { evaluatedAtMs: undefined } as never, '$(sync) not evaluated yet'],
    ['failing', { error: 'timed out $(x)' }, '$(error) fails: timed out $\u200B(x)'],
    ['inactive', {}, '$(pass) inactive'],
    [
      'firing',
      { firing: 2, pending: 1, samples: 3, value: 0.5, unit: 'seconds' },
      '$(bell-dot) 2 firing, 1 pending · 500 ms and 2 more',
    ],
    ['pending', { pending: 1, samples: 1, value: 7 }, '$(clock) 1 pending · 7'],
    ['recorded', { kind: 'record', samples: 2, value: 1024, unit: 'bytes' }, '$(graph) 1 kB and 1 more'],
    ['nothing recorded', { kind: 'record' }, '$(circle-slash) no data'],
  ] as const) {
    it(name, () => assert.equal(ruleStateText(status(given), formatQuantity), expected));
  }

  it('says how often it would have fired', () => {
    const base = { fromMs: 0, toMs: 86_400_000, stepMs: 44_000 };
    assert.match(replayText({ ...base, firings: [] }), /would not have fired in the last 1 d/);
    const firings = [
      { startMs: 0, endMs: 60_000 },
      { startMs: 100_000, endMs: 160_000 },
    ];
    assert.match(replayText({ ...base, firings }), /^would have fired 2 times in 1 d.*, for 2 m/);
    assert.match(replayText({ ...base, firings: [], error: 'too many samples' }), /too many samples/);
  });
});
