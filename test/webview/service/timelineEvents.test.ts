import assert from 'node:assert/strict';
import type { Heartbeat } from '../../../src/model/state.ts';
import type { Status } from '../../../src/model/status.ts';
import type { WorkspaceEvent } from '../../../src/model/workspaceEvent.ts';
import { beatSpans, timelineEvents } from '../../../src/webview/service/timelineEvents.ts';

const beats = (...list: readonly (readonly [atMs: number, status: Status, reason?: string])[]): Heartbeat[] =>
  list.map(([atMs, status, reason = '']) => ({ atMs, status, durationMs: 1, reason }));
const event = (id: string, atMs: number, over: Partial<WorkspaceEvent> = {}): WorkspaceEvent => ({
  id,
  kind: 'save',
  atMs,
  title: id,
  ...over,
});

describe('timelineEvents', () => {
  it('has what happened in the range, and the changes of status between', () => {
    const all = timelineEvents(
      [event('late', 99), event('task', 5, { endMs: 15 }), event('save', 25), event('early', 5)],
      beats([8, 'up'], [12, 'up'], [20, 'down', 'refused'], [30, 'down'], [40, 'up'], [99, 'down']),
      10,
      50,
    );
    assert.deepEqual(
      all.map(({ title, atMs }) => [title, atMs]),
      [
        ['task', 5],
        ['Down: refused', 20],
        ['save', 25],
        ['Up', 40],
      ],
    );
  });

  it('lists no more changes than anybody reads', () => {
    const flapping = beats(...Array.from({ length: 1_000 }, (_, i) => [i, i % 2 === 0 ? 'up' : 'down'] as const));
    const all = timelineEvents([], flapping, 0, 1_000);
    assert.equal(all.length, 100);
    assert.equal(all.at(-1)!.atMs, 999);
  });
});

describe('beatSpans', () => {
  it('joins runs of one status, and ends in a silence', () => {
    assert.deepEqual(beatSpans(beats([0, 'up'], [10, 'up'], [20, 'down'], [100, 'up']), 120, 30), [
      { fromMs: 0, toMs: 20, status: 'up' },
      { fromMs: 20, toMs: 50, status: 'down' },
      { fromMs: 100, toMs: 120, status: 'up' },
    ]);
    assert.deepEqual(beatSpans([], 1, 1), []);
  });
});
