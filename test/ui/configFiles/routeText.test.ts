import assert from 'node:assert/strict';
import type { RoutedTo } from '../../../src/protocol/configFiles.ts';
import { parseLabels, pathText, printLabels, timingText } from '../../../src/ui/configFiles/routeText.ts';

const routed = (more: Partial<RoutedTo>): RoutedTo => ({
  receiver: 'a',
  path: ['', 'severity="critical"'],
  groupBy: ['job'],
  groupWaitMs: 30_000,
  groupIntervalMs: 300_000,
  repeatIntervalMs: 14_400_000,
  muteTimeIntervals: [],
  activeTimeIntervals: [],
  ...more,
});

describe('labels as they are typed', () => {
  for (const [text, labels] of [
    ['severity=critical job="a b"', { severity: 'critical', job: 'a b' }],
    ['{a="b", c="d\\"e\\n"}', { a: 'b', c: 'd"e\n' }],
    ['a=, b=""', { a: '', b: '' }],
    ['', {}],
  ] as const) {
    it(`are read: ${text}`, () => {
      const parsed = parseLabels(text);
      assert.deepEqual(parsed, { ok: true, value: labels });
      assert.deepEqual(parseLabels(printLabels(labels)), { ok: true, value: labels });
    });
  }
  for (const text of ['severity', 'a=~"b"', '1=2', 'a="b'])
    it(`are refused: ${text}`, () => assert.equal(parseLabels(text).ok, false));
});

describe('a route in words', () => {
  it('says the way, the grouping and the times', () => {
    assert.equal(pathText(routed({})), 'all › severity="critical"');
    assert.equal(timingText(routed({})), 'grouped by job; after 30s, changes after 5m, again after 4h');
    assert.match(
      timingText(routed({ groupBy: 'all', muteTimeIntervals: ['night'] })),
      /^each alert by itself; .*; not during night$/,
    );
    assert.match(
      timingText(routed({ groupBy: [], activeTimeIntervals: ['day'] })),
      /^all in one group; .*; only during day$/,
    );
  });
});
