import assert from 'node:assert/strict';
import { Channel, type Port } from '../../../src/protocol/rpc.ts';
import {
  type PanelContent,
  type PanelHostSide,
  type PanelPageSide,
  RANGES_MS,
  type RangeName,
} from '../../../src/protocol/webview.ts';
import { ViewSession } from '../../../src/webview/service/viewSession.ts';
import { NOW_MS, seededDelta, seededSnapshot } from '../support/seededView.ts';

/** Two ports that are each other's other end. */
function portPair(): [Port, Port] {
  const listeners: ((message: unknown) => void)[] = [];
  const port = (self: number, other: number): Port => ({
    post: (message) => queueMicrotask(() => listeners[other]?.(message)),
    onMessage: (listener) => {
      listeners[self] = listener;
      return { dispose() {} };
    },
  });
  return [port(0, 1), port(1, 0)];
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const options = { kind: 'full', rangeMs: RANGES_MS['5m'], viewId: 'v' } as const;
const snapshot = (seq: number): PanelContent => ({ kind: 'snapshot', snapshot: seededSnapshot({ ...options, seq }) });
const delta = (seq: number, after = 5000) => seededDelta({ ...options, seq }, NOW_MS + after, after);

function start(answer: (range: RangeName) => PanelContent | Promise<PanelContent>) {
  const [pagePort, hostPort] = portPair();
  const opened: RangeName[] = [];
  const nothing = (): void => {};
  const host = new Channel<PanelHostSide, PanelPageSide>({
    port: hostPort,
    onBug: nothing,
    requests: {
      open: (range) => {
        opened.push(range);
        return answer(range);
      },
      record: () => undefined,
      showIncident: nothing,
      events: () => [],
      around: () => undefined,
      refresh: nothing,
      setPaused: nothing,
      showResponse: nothing,
      copyAsCurl: nothing,
      openEndpoint: nothing,
      editSettings: nothing,
      copySignalQuery: nothing,
      openSignalQuery: nothing,
      changeSignal: nothing,
    },
  });
  const page = new Channel<PanelPageSide, PanelHostSide>({ port: pagePort, requests: {}, onBug: nothing });
  const session = new ViewSession(page, '5m');
  const changes: string[] = [];
  session.onChange((change) => changes.push(change));
  const nowMs = (): number => (session.state.kind === 'view' ? session.state.store.nowMs : 0);
  return { host, session, opened, changes, nowMs };
}

describe('ViewSession', () => {
  it('opens the view and follows it', async () => {
    const { host, session, changes, nowMs } = start(() => snapshot(1));
    await session.open();
    host.notify('delta', [delta(2)]);
    await settle();
    assert.deepEqual(changes, ['content', 'delta']);
    assert.equal(nowMs(), NOW_MS + 5000);
  });
  it('opens again after a gap', async () => {
    let seq = 1;
    const { host, session, opened } = start(() => snapshot(seq));
    await session.open();
    seq = 9;
    host.notify('delta', [delta(9)]);
    await settle();
    assert.deepEqual(opened, ['5m', '5m']);
    host.notify('delta', [delta(10)]);
    await settle();
    assert.deepEqual(opened, ['5m', '5m']);
  });
  it('applies what came while the snapshot was under way', async () => {
    let answer: (content: PanelContent) => void = () => {};
    const { host, session, nowMs } = start(() => new Promise((resolve) => (answer = resolve)));
    const opening = session.open();
    await settle();
    host.notify('delta', [delta(1)]);
    host.notify('delta', [delta(2, 10_000)]);
    await settle();
    answer(snapshot(1));
    await opening;
    assert.equal(nowMs(), NOW_MS + 10_000);
  });
  it('lets the latest range win', async () => {
    const answers = new Map<RangeName, (content: PanelContent) => void>();
    const { session, changes } = start((range) => new Promise((resolve) => answers.set(range, resolve)));
    const first = session.open('1h');
    const second = session.open('5m');
    await settle();
    answers.get('5m')?.(snapshot(1));
    answers.get('1h')?.({ kind: 'message', message: 'late' });
    await Promise.all([first, second]);
    await settle();
    assert.equal(session.state.kind, 'view');
    assert.deepEqual(changes, ['content']);
  });
  it('shows what the editor announces in place of it', async () => {
    const { host, session } = start(() => snapshot(1));
    await session.open();
    host.notify('content', [{ kind: 'message', message: 'gone' }]);
    await settle();
    assert.deepEqual(session.state, { kind: 'message', message: 'gone' });
  });
  it('says why it could not open', async () => {
    const { session } = start(() => Promise.reject(new Error('no engine')));
    await session.open();
    assert.deepEqual(session.state, { kind: 'failed', message: 'no engine' });
  });
});
