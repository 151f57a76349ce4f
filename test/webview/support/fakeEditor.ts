import { Channel, type Contract, type RequestHandlers } from '../../../src/protocol/rpc.ts';
import { THEMES, type ThemeName } from './themes.ts';

/**
 * Plays the editor for a page, from inside of it and before its own script: hands out the editor's interface, answers the page's
 * channel, and keeps what the page asked for. What it should do comes in the page's query.
 */
export class FakeEditor {
  readonly query = new URLSearchParams(location.search);
  /** The situation that the test wants. */
  readonly kind = this.query.get('kind') ?? 'full';
  readonly calls: (readonly [method: string, ...args: unknown[]])[] = [];
  /** What the page keeps over hiding and showing. */
  state: unknown = JSON.parse(sessionStorage.getItem('state') ?? 'null');
  #toHost: (message: unknown) => void = () => {};

  constructor() {
    const acquireVsCodeApi = () => ({
      postMessage: (message: unknown) => {
        const copy: unknown = structuredClone(message);
        setTimeout(() => this.#toHost(copy), 0);
      },
      getState: () => this.state,
      setState: (state: unknown) => {
        this.state = state;
        sessionStorage.setItem('state', JSON.stringify(state));
      },
    });
    Object.assign(window, { host: this, acquireVsCodeApi });
    this.setTheme((this.query.get('theme') ?? 'dark') as ThemeName);
  }

  /** A handler that only keeps what was asked. */
  note(method: string): (...args: readonly unknown[]) => void {
    return (...args) => void this.calls.push([method, ...args.filter((arg) => !(arg instanceof AbortSignal))]);
  }

  /** Answers the page from now on. */
  answer<Host extends Contract, Page extends Contract>(
    requests: RequestHandlers<Host['requests']>,
  ): Channel<Host, Page> {
    // What `fails` throws is thrown on purpose.
    const onBug = (error: unknown): void => {
      if (this.kind !== 'fails') console.error(error);
    };
    const port = {
      post: (message: unknown) => {
        const data = asTheEditorSends(message);
        setTimeout(() => window.dispatchEvent(new MessageEvent('message', { data })), 0);
      },
      onMessage: (listener: (message: unknown) => void) => {
        this.#toHost = listener;
        return { dispose() {} };
      },
    };
    return new Channel<Host, Page>({ port, requests, onBug });
  }

  setTheme(name: ThemeName): void {
    const theme = THEMES[name];
    document.documentElement.removeAttribute('style');
    for (const [variable, value] of Object.entries(theme.variables)) {
      document.documentElement.style.setProperty(`--vscode-${variable}`, value);
    }
    document.body.className = theme.bodyClass;
  }
}

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
