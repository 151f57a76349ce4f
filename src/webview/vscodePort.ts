import { toDisposable } from '../base/disposable.ts';
import type { Port } from '../protocol/rpc.ts';

/** What the editor gives to a page. */
export interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

/** The page's end of the connection to the editor. */
export function vscodePort(api: VsCodeApi, page: Window): Port {
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- the editor's own function, which has none.
    post: (message) => api.postMessage(message),
    onMessage(listener) {
      const onMessage = (event: MessageEvent<unknown>): void => listener(event.data);
      page.addEventListener('message', onMessage);
      return toDisposable(() => page.removeEventListener('message', onMessage));
    },
  };
}
