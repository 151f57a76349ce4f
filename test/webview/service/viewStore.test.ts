import assert from 'node:assert/strict';
import { RANGES_MS } from '../../../src/protocol/webview.ts';
import { ViewStore } from '../../../src/webview/service/viewStore.ts';
import { NOW_MS, seededDelta, seededSnapshot } from '../support/seededView.ts';

const options = { kind: 'full', rangeMs: RANGES_MS['5m'], viewId: 'v', seq: 7 } as const;
const store = (): ViewStore => new ViewStore(seededSnapshot(options));
const delta = (seq: number, after = 5000, viewId = 'v') =>
  seededDelta({ ...options, seq, viewId }, NOW_MS + after, after);

describe('ViewStore', () => {
  it('applies the next delta: newer samples come, older ones go', () => {
    const view = store();
    const [first] = view.series;
    const before = first!.timestampsMs.length;
    const [oldest] = view.heartbeats;
    assert.equal(view.apply(delta(8, 20_000)), 'applied');
    assert.equal(view.nowMs, NOW_MS + 20_000);
    assert.equal(first!.timestampsMs.at(-1), NOW_MS + 20_000);
    assert.ok(first!.timestampsMs.length <= before + 1);
    assert.equal(view.heartbeats.at(-1)?.atMs, NOW_MS + 20_000);
    assert.notEqual(view.heartbeats[0], oldest);
  });
  it('sees a gap and changes nothing', () => {
    const view = store();
    assert.equal(view.apply(delta(9)), 'gap');
    assert.equal(view.nowMs, NOW_MS);
  });
  it('ignores what it has already and what belongs to another view', () => {
    const view = store();
    assert.equal(view.apply(delta(7)), 'ignored');
    assert.equal(view.apply(delta(8, 5000, 'other')), 'ignored');
  });
  it('keeps what frozen charts show', () => {
    const view = store();
    const [first] = view.series;
    const oldest = first!.timestampsMs[0];
    view.apply(delta(8, 200_000), NOW_MS - options.rangeMs);
    assert.equal(first!.timestampsMs[0], oldest);
  });
  it('drops a series that has ended', () => {
    const view = store();
    const count = [...view.series].length;
    const [gone, ...rest] = delta(8, 2 * options.rangeMs).series;
    view.apply({ ...delta(8, 2 * options.rangeMs), series: rest });
    assert.equal([...view.series].length, count - 1);
    assert.ok([...view.series].every((one) => one.id !== gone!.id));
    assert.ok(view.seriesVersion > 0);
  });
  it('takes a new series', () => {
    const view = store();
    const base = delta(8);
    const fresh = { ...base.series[0]!, id: 'new' };
    view.apply({ ...base, series: [fresh] });
    assert.equal([...view.series].at(-1)?.id, 'new');
    assert.equal(view.seriesVersion, 1);
  });
});
