import assert from 'node:assert/strict';
import { FrameQueue } from '../../../src/webview/charts/frameQueue.ts';

function fakePage() {
  const frames: (() => void)[] = [];
  let onVisible = (): void => {};
  const page = {
    hidden: false,
    nowMs: 0,
    runFrame: () => frames.shift()?.(),
    frames,
    show() {
      page.hidden = false;
      onVisible();
    },
  };
  const queue = new FrameQueue({
    requestFrame: (callback) => void frames.push(callback),
    isHidden: () => page.hidden,
    onVisible: (listener) => {
      onVisible = listener;
      return { dispose: () => (onVisible = () => {}) };
    },
    now: () => page.nowMs,
  });
  return { page, queue };
}

describe('FrameQueue', () => {
  it('draws once a frame, however often it is asked', () => {
    const { page, queue } = fakePage();
    let drawn = 0;
    const draw = (): number => drawn++;
    for (let i = 0; i < 5; i++) queue.request(draw);
    assert.equal(page.frames.length, 1);
    page.runFrame();
    assert.equal(drawn, 1);
    assert.equal(page.frames.length, 0);
  });
  it('draws nothing while hidden, and all of it afterwards', () => {
    const { page, queue } = fakePage();
    let drawn = 0;
    page.hidden = true;
    queue.request(() => drawn++);
    assert.equal(page.frames.length, 0);
    page.show();
    page.runFrame();
    assert.equal(drawn, 1);
  });
  it('leaves what does not fit to the next frame', () => {
    const { page, queue } = fakePage();
    const drawn: number[] = [];
    for (const i of [1, 2, 3]) {
      queue.request(() => {
        drawn.push(i);
        page.nowMs += 8;
      });
    }
    page.runFrame();
    assert.deepEqual(drawn, [1, 2]);
    page.runFrame();
    assert.deepEqual(drawn, [1, 2, 3]);
  });
  it('draws nothing after it was disposed', () => {
    const { page, queue } = fakePage();
    queue.request(() => assert.fail());
    queue.dispose();
    page.runFrame();
  });
});
