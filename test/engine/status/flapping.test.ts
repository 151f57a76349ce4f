import assert from 'node:assert/strict';
import { FlapDetector } from '../../../src/engine/status/flapping.ts';

/** Results as letters (`u` up, `d` down); gives for each whether it flaps then: `.` or `!`. */
function flaps(results: string): string {
  const detector = new FlapDetector();
  return [...results]
    .map((letter) => {
      detector.add(letter === 'u' ? 'up' : 'down');
      return detector.isFlapping ? '!' : '.';
    })
    .join('');
}

describe('FlapDetector', () => {
  for (const [results, expected, why] of [
    ['uuuuuuuuuu', '..........', 'what stays as it is does not flap'],
    ['uuuuuddddd', '..........', 'one change is none'],
    ['uududu', '......', 'a few changes at the start are not enough'],
    // Six changes of twenty, all of the newest: 6 × about 1.15 of 20 is over 0.3.
    ['uuuuududududu', '..........!!!', 'it begins with the sixth change among the last twenty'],
  ] as const)
    it(why, () => assert.equal(flaps(results), expected));

  it('ends when changes have become few, and not at the limit where it began', () => {
    const after = flaps(`${'ud'.repeat(4)}${'d'.repeat(30)}`);
    const [begins, ends] = [after.indexOf('!'), after.lastIndexOf('!')];
    assert.equal(begins, 6);
    // The seven changes leave the window of twenty one by one; with five left their share is under a quarter.
    assert.ok(ends > 20 && ends < 27, after);
  });

  it('begins anew after a reset', () => {
    const detector = new FlapDetector();
    for (const letter of 'udududududud') detector.add(letter === 'u' ? 'up' : 'down');
    assert.ok(detector.isFlapping);
    detector.reset();
    assert.ok(!detector.isFlapping);
    detector.add('up');
    assert.ok(!detector.isFlapping);
  });
});
