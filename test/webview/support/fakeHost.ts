// Runs inside the page before the panel's own script and plays the editor: it answers the channel from seeded data. What
// it should do comes in the page's query; what the page asked for is kept for the test to read.
import { Channel } from '../../../src/protocol/rpc.ts';
import { type PanelContent, type PanelHostSide, type PanelPageSide, RANGES_MS } from '../../../src/protocol/webview.ts';
import type { ViewDelta } from '../../../src/protocol/engine.ts';
import { NOW_MS, seededDelta, type SeededKind, seededLinesDelta, seededSnapshot } from './seededView.ts';
import { THEMES, type ThemeName } from './themes.ts';

export interface FakeHost {
  readonly calls: (readonly [method: string, ...args: unknown[]])[];
  /** Announces what the next seconds bring; `skip` loses as many deltas before. */
  delta(options?: { readonly skip?: number; readonly stepMs?: number }): void;
  /** Announces a delta as it is given. */
  liveDelta(delta: ViewDelta): void;
  notice(text: string): void;
  content(content: PanelContent): void;
  showMetric(name: string): void;
  setTheme(theme: ThemeName): void;
  /** What the page keeps over hiding and showing. */
  state: unknown;
}

const query = new URLSearchParams(location.search);
const kind = query.get('kind') ?? 'full';
let seq = 0;
let views = 0;
let nowMs = NOW_MS;
let rangeMs: number = RANGES_MS['15m'];
let toHost: (message: unknown) => void = () => {};

const calls: FakeHost['calls'] = [];
const note =
  (method: string) =>
  (...args: readonly unknown[]): void => {
    calls.push([method, ...args.filter((arg) => !(arg instanceof AbortSignal))]);
  };

const channel = new Channel<PanelHostSide, PanelPageSide>({
  port: {
    post: (message) => {
      const data = asTheEditorSends(message);
      setTimeout(() => window.dispatchEvent(new MessageEvent('message', { data })), 0);
    },
    onMessage: (listener) => {
      toHost = listener;
      return { dispose() {} };
    },
  },
  requests: {
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
    refresh: note('refresh'),
    setPaused: note('setPaused'),
    showResponse: note('showResponse'),
    copyAsCurl: note('copyAsCurl'),
    openEndpoint: note('openEndpoint'),
    editSettings: note('editSettings'),
    copySignalQuery: note('copySignalQuery'),
    openSignalQuery: note('openSignalQuery'),
    changeSignal: note('changeSignal'),
  },
  onBug: (error) => console.error(error),
});

const host: FakeHost = {
  calls,
  state: JSON.parse(sessionStorage.getItem('state') ?? 'null'),
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
  setTheme(name) {
    const theme = THEMES[name];
    document.documentElement.removeAttribute('style');
    for (const [variable, value] of Object.entries(theme.variables)) {
      document.documentElement.style.setProperty(`--vscode-${variable}`, value);
    }
    document.body.className = theme.bodyClass;
  },
};

Object.assign(window, {
  host,
  acquireVsCodeApi: () => ({
    postMessage: (message: unknown) => {
      const copy: unknown = structuredClone(message);
      setTimeout(() => toHost(copy), 0);
    },
    getState: () => host.state,
    setState: (state: unknown) => {
      host.state = state;
      sessionStorage.setItem('state', JSON.stringify(state));
    },
  }),
});
host.setTheme((query.get('theme') ?? 'dark') as ThemeName);

/** The editor sends JSON with binary data beside it: NaN becomes null, undefined is left out, typed arrays stay. */
function asTheEditorSends(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'object' || value === null) return value;
  if (ArrayBuffer.isView(value)) return structuredClone(value);
  if (Array.isArray(value)) return value.map(asTheEditorSends);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, child]) => child !== undefined)
      .map(([key, child]) => [key, asTheEditorSends(child)]),
  );
}
