import assert from 'node:assert/strict';
import type { Heartbeat } from '../../../src/model/state.ts';
import type { Status } from '../../../src/model/status.ts';
import { mergeBeats } from '../../../src/webview/charts/beats.ts';

const beat = (atMs: number, status: Status): Heartbeat => ({ atMs, status, durationMs: 1, reason: `at ${atMs}` });

describe('mergeBeats', () => {
  const check = (beats: readonly Heartbeat[], maxCells: number, expected: readonly unknown[]): void =>
    assert.deepEqual(
      mergeBeats(beats, maxCells, 100).map((cell) => [cell.fromMs, cell.runs, cell.worst?.status]),
      expected,
    );

  it('gives each run a cell while they fit', () =>
    check([beat(1, 'up'), beat(2, 'down')], 2, [
      [1, 1, 'up'],
      [2, 1, 'down'],
    ]));
  it('merges by stretches of time, the worst showing', () =>
    check([beat(1, 'up'), beat(24, 'down'), beat(26, 'up'), beat(30, 'degraded'), beat(51, 'up'), beat(99, 'up')], 5, [
      [0, 2, 'down'],
      [25, 2, 'degraded'],
      [50, 1, 'up'],
      [75, 1, 'up'],
    ]));
  it('shows stretches without a run', () =>
    check([beat(1, 'up'), beat(2, 'up'), beat(3, 'up'), beat(60, 'up')], 3, [
      [0, 3, 'up'],
      [50, 1, 'up'],
    ]));
  it('leaves a hole where nothing ran', () =>
    check([beat(1, 'up'), beat(2, 'up'), beat(3, 'up'), beat(4, 'up'), beat(5, 'up'), beat(99, 'up')], 5, [
      [0, 5, 'up'],
      [25, 0, undefined],
      [50, 0, undefined],
      [75, 1, 'up'],
    ]));
  it('keeps the borders of cells while time goes on', () => {
    const beats = Array.from({ length: 30 }, (_, i) => beat(i * 3, 'up'));
    const before = mergeBeats(beats, 10, 100).map((cell) => cell.fromMs);
    const after = mergeBeats([...beats.slice(1), beat(91, 'up')], 10, 100).map((cell) => cell.fromMs);
    assert.deepEqual(after.slice(0, 3), before.slice(0, 3));
  });
  it('never makes more cells than fit', () => {
    const beats = Array.from({ length: 300 }, (_, i) => beat(7 + i / 3, 'up'));
    assert.ok(mergeBeats(beats, 10, 100).length <= 10);
  });
});
