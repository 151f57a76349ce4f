import assert from 'node:assert/strict';
import { formatElapsed, formatMoment, formatTimeTick, formatValue, timeZoneLabel } from '../../src/webview/time.ts';

/** A moment by its local clock, whatever the zone of the machine. */
const local = (day: number, hour: number, minute = 0, second = 0): number =>
  new Date(2026, 10, day, hour, minute, second).getTime();

describe('time', () => {
  it('shows the day only where it is another one', () => {
    assert.equal(formatMoment(local(22, 9, 5, 7), local(22, 23)), '09:05:07');
    assert.equal(formatMoment(local(21, 9, 5, 7), local(22, 23)), '21 Nov 09:05:07');
  });
  it('marks an axis as finely as its steps', () => {
    assert.equal(formatTimeTick(local(22, 9, 5, 7), 5000), '09:05:07');
    assert.equal(formatTimeTick(local(22, 9, 5), 300_000), '09:05');
    assert.equal(formatTimeTick(local(22, 0), 3_600_000), '22 Nov');
    assert.equal(formatTimeTick(local(22, 1), 86_400_000), '22 Nov');
  });
  it('says how long in whole seconds', () => {
    assert.equal(formatElapsed(12_345), '12 s');
    assert.equal(formatElapsed(7_500_000), '2 h 5 m');
    assert.equal(formatElapsed(-5), '0 s');
  });
  it('shows moments in local time and other values with their unit', () => {
    assert.equal(formatValue(local(22, 9, 5, 7) / 1000, 'timestamp'), '2026-11-22 09:05:07');
    assert.equal(formatValue(0.789, 'ratio'), '78.9 %');
    assert.equal(formatValue(1234, 'none'), '1234');
    assert.equal(formatValue(1_234_567, 'none'), '1.23 M');
  });
  it('names the zone', () => assert.match(timeZoneLabel(0), /UTC/));
});
