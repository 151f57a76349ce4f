// Runs inside the page before the service panel's own script and plays the editor, from seeded data.
import { type PanelContent, type PanelHostSide, type PanelPageSide, RANGES_MS } from '../../../src/protocol/webview.ts';
import type { WorkspaceEvent } from '../../../src/model/workspaceEvent.ts';
import type { ViewDelta } from '../../../src/protocol/engine.ts';
import { FakeEditor } from './fakeEditor.ts';
import { seededAround, seededEvents } from './seededEvents.ts';
import { seededRecord } from './seededRecord.ts';
import { NOW_MS, seededDelta, type SeededKind, seededLinesDelta, seededSnapshot } from './seededView.ts';

export interface FakeServiceHost extends FakeEditor {
  /** Announces what the next seconds bring; `skip` loses as many deltas before. */
  delta(options?: { readonly skip?: number; readonly stepMs?: number }): void;
  /** Announces a delta as it is given. */
  liveDelta(delta: ViewDelta): void;
  notice(text: string): void;
  content(content: PanelContent): void;
  showMetric(name: string): void;
  event(event: WorkspaceEvent): void;
  showTimeline(): void;
}

const editor = new FakeEditor();
const { kind, calls } = editor;
const note = (method: string) => editor.note(method);
let seq = 0;
let views = 0;
let nowMs = NOW_MS;
let rangeMs: number = RANGES_MS['15m'];

const channel = editor.answer<PanelHostSide, PanelPageSide>({
  open(range) {
    calls.push(['open', range]);
    rangeMs = RANGES_MS[range];
    if (kind === 'loading') return new Promise<PanelContent>(() => {});
    if (kind === 'fails') throw new Error('the engine is not there');
    if (kind === 'message') {
      return { kind: 'message', message: 'There is no service "twinkle-api" in the settings any more.' };
    }
    views++;
    nowMs = NOW_MS;
    const options = { kind: kind as SeededKind, rangeMs, viewId: `view-${views}`, seq };
    const snapshot = seededSnapshot(options);
    if (kind === 'signals') {
      seq++;
      setTimeout(() => channel.notify('delta', [seededLinesDelta({ ...options, seq })]), 20);
    }
    return { kind: 'snapshot', snapshot };
  },
  record: () => seededRecord(kind),
  showIncident: note('showIncident'),
  events: () => seededEvents(kind),
  around(atMs) {
    calls.push(['around', atMs]);
    return seededAround();
  },
  refresh: note('refresh'),
  setPaused: note('setPaused'),
  showResponse: note('showResponse'),
  copyAsCurl: note('copyAsCurl'),
  openEndpoint: note('openEndpoint'),
  editSettings: note('editSettings'),
  copySignalQuery: note('copySignalQuery'),
  openSignalQuery: note('openSignalQuery'),
  changeSignal: note('changeSignal'),
});

Object.assign(editor, {
  delta({ skip = 0, stepMs = 5000 } = {}) {
    seq += 1 + skip;
    nowMs += stepMs * (1 + skip);
    const options = { kind: kind as SeededKind, rangeMs, viewId: `view-${views}`, seq };
    channel.notify('delta', [seededDelta(options, nowMs, stepMs)]);
  },
  liveDelta: (delta) => channel.notify('delta', [delta]),
  notice: (text) => channel.notify('notice', [text]),
  content: (content) => channel.notify('content', [content]),
  showMetric: (name) => channel.notify('showMetric', [name]),
  event: (event) => channel.notify('event', [event]),
  showTimeline: () => channel.notify('showTimeline', []),
} satisfies Omit<FakeServiceHost, keyof FakeEditor>);
