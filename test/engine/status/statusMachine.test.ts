import assert from 'node:assert/strict';
import { advanceStatus, initialStatus } from '../../../src/engine/status/statusMachine.ts';
import type { Status } from '../../../src/model/status.ts';

/** What is shown after each of `results`, with `*` while something is pending. */
function check(failureThreshold: number, successThreshold: number, results: string, expected: string): void {
  const words: Record<string, Status> = { u: 'up', g: 'degraded', d: 'down', n: 'unknown' };
  let state = initialStatus(0);
  const shown = [...results].map((letter, i) => {
    const status = words[letter]!;
    state = advanceStatus(state, { status, reason: letter }, { failureThreshold, successThreshold }, i + 1, i === 0);
    const short = Object.keys(words).find((key) => words[key] === state.status)!;
    return state.pending === undefined ? short : `${short}*`;
  });
  assert.equal(shown.join(' '), expected, results);
}

describe('the status of a probe', () => {
  it('is decided by the first result of all', () => {
    check(3, 3, 'd', 'd');
    check(3, 3, 'u', 'u');
    check(3, 3, 'n', 'n');
  });
  it('turns at once where both thresholds are 1', () => check(1, 1, 'uduggn', 'u d u g g n'));
  it('turns bad after as many failures in a row as the threshold says', () => {
    check(3, 1, 'uddd', 'u u* u* d');
    check(3, 1, 'uddudd', 'u u* u* u u* u*');
  });
  it('turns good after as many successes in a row', () => {
    check(1, 2, 'dudu', 'd d* d d*');
    check(1, 2, 'duu', 'd d* u');
  });
  it('does not flicker for a target that flaps', () => check(2, 2, 'udududud', 'u u* u u* u u* u u*'));
  it('counts degraded and down together as worse, and takes the last of them', () => check(2, 1, 'ugd', 'u u* d'));
  it('starts to count anew when the direction changes', () => check(2, 2, 'gdud', 'g g* g* g*'));
  it('holds since when, and the reason of the last result that agrees', () => {
    let state = initialStatus(0);
    const thresholds = { failureThreshold: 1, successThreshold: 1 };
    state = advanceStatus(state, { status: 'down', reason: 'refused' }, thresholds, 10, true);
    state = advanceStatus(state, { status: 'down', reason: 'timed out' }, thresholds, 20, false);
    assert.deepEqual(state, { status: 'down', reason: 'timed out', sinceMs: 10 });
  });
  it('turns at once for what is not the target’s doing', () => {
    const up = advanceStatus(
      initialStatus(0),
      { status: 'up', reason: '' },
      { failureThreshold: 5, successThreshold: 5 },
      1,
      true,
    );
    const next = advanceStatus(
      up,
      { status: 'unknown', reason: 'secret', immediate: true },
      { failureThreshold: 5, successThreshold: 5 },
      2,
      false,
    );
    assert.equal(next.status, 'unknown');
  });
});
