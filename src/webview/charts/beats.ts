import type { Heartbeat } from '../../model/state.ts';
import { severity } from '../../model/status.ts';

/** One cell of the heartbeat bar: one run, or what of several runs is worst. */
export interface BeatCell {
  readonly fromMs: number;
  readonly toMs: number;
  readonly runs: number;
  /** The worst of the runs, the latest one of equals; absent where nothing ran. */
  readonly worst?: Heartbeat;
}

/**
 * Heartbeats in at most `maxCells` cells. While they fit, a cell is a run. Otherwise a cell is a stretch of time, whose
 * borders stand still while time goes on, so that cells do not change their runs with each new one.
 */
export function mergeBeats(beats: readonly Heartbeat[], maxCells: number, rangeMs: number): BeatCell[] {
  if (beats.length <= maxCells) {
    return beats.map((beat) => ({ fromMs: beat.atMs, toMs: beat.atMs, runs: beat.runs ?? 1, worst: beat }));
  }
  // One less than fits, because the range cuts the first and the last stretch.
  const stretchMs = rangeMs / Math.max(1, maxCells - 1);
  const cells: BeatCell[] = [];
  let index: number | undefined;
  for (const beat of beats) {
    const at = Math.floor(beat.atMs / stretchMs);
    for (index ??= at - 1; index < at;) {
      index++;
      cells.push({ fromMs: index * stretchMs, toMs: (index + 1) * stretchMs, runs: 0 });
    }
    const cell = cells.at(-1);
    if (cell !== undefined) cells[cells.length - 1] = withBeat(cell, beat);
  }
  return cells.slice(-maxCells);
}

function withBeat(cell: BeatCell, beat: Heartbeat): BeatCell {
  const { worst } = cell;
  const worse = worst === undefined || severity(beat.status) >= severity(worst.status) ? beat : worst;
  return { ...cell, runs: cell.runs + (beat.runs ?? 1), worst: worse };
}
