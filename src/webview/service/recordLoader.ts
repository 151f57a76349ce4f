import type { Disposable } from '../../base/disposable.ts';
import { ChannelError } from '../../protocol/rpc.ts';
import type { ServiceRecord } from '../../protocol/webview.ts';
import type { PanelChannel } from './viewSession.ts';
import type { ViewStore } from './viewStore.ts';

/** Uptime moves slowly: it is asked for this often while the status stays. */
const EVERY_MS = 60_000;

/** Asks for uptime and incidents when the service's status changes, and now and then. */
export class RecordLoader implements Disposable {
  readonly #channel: PanelChannel;
  readonly #show: (record: ServiceRecord, nowMs: number) => void;
  #key = '';
  #askedMs = -Infinity;
  #asking = false;
  #nowMs = 0;
  #disposed = false;

  constructor(channel: PanelChannel, show: (record: ServiceRecord, nowMs: number) => void) {
    this.#channel = channel;
    this.#show = show;
  }

  /** Another view of the service, or more of it. */
  look({ service, nowMs }: ViewStore): void {
    this.#nowMs = nowMs;
    const key = `${service.status} ${service.sinceMs}`;
    if (this.#asking || (key === this.#key && Math.abs(nowMs - this.#askedMs) < EVERY_MS)) return;
    this.#key = key;
    this.#askedMs = nowMs;
    void this.#ask();
  }

  dispose(): void {
    this.#disposed = true;
  }

  async #ask(): Promise<void> {
    this.#asking = true;
    try {
      const record = await this.#channel.request('record', []);
      // The engine's absence is said by the page's notice, and the next delta asks again.
      if (record === undefined) this.#askedMs = -Infinity;
      else if (!this.#disposed) this.#show(record, this.#nowMs);
    } catch (error) {
      if (!(error instanceof ChannelError)) throw error;
      this.#askedMs = -Infinity;
    } finally {
      this.#asking = false;
    }
  }
}
