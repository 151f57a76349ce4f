import assert from 'node:assert/strict';
import { ROW_HEIGHT, RowWindow } from '../../src/webview/logs/rowWindow.ts';

describe('RowWindow', () => {
  it('shows the end of a hundred million rows, moves by a row, and finds its place from the scroll bar again', () => {
    const window = new RowWindow();
    window.total = 100_000_000;
    window.heightPixels = 50 * ROW_HEIGHT;
    window.moveToEnd();
    assert.equal(window.top, 99_999_950);
    assert.ok(window.isAtEnd && window.contentPixels < 33_000_000);
    window.moveTo(window.top - 1);
    assert.equal(window.top, 99_999_949);
    assert.equal(window.isAtEnd, false);
    window.moveTo(1_234_567);
    const before = window.top;
    window.moveToScroll(window.scrollPixels);
    assert.ok(Math.abs(window.top - before) < 1);
  });

  it('needs no bar for a few rows', () => {
    const window = new RowWindow();
    window.total = 3;
    window.heightPixels = 50 * ROW_HEIGHT;
    window.moveToEnd();
    assert.deepEqual([window.top, window.isAtEnd, window.scrollPixels], [0, true, 0]);
  });
});
