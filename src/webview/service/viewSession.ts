import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter, type Event } from '../../base/event.ts';
import type { ViewDelta } from '../../protocol/engine.ts';
import { type Channel, ChannelError } from '../../protocol/rpc.ts';
import type { PanelContent, PanelHostSide, PanelPageSide, RangeName } from '../../protocol/webview.ts';
import { ViewStore } from './viewStore.ts';

export type PanelChannel = Channel<PanelPageSide, PanelHostSide>;

/** What there is to show. */
export type SessionState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'message'; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'view'; readonly store: ViewStore };

/** What changed: `content` is another state, `delta` the same store with more in it. */
export type SessionChange = 'content' | 'delta' | 'notice';

/** More deltas than this while a snapshot is under way mean that it is late; it will tell of the gap itself. */
const MAX_WAITING = 100;

/** Keeps the page's view in step with the engine's: opens it, follows the deltas, opens it again after a gap. */
export class ViewSession implements Disposable {
  readonly #channel: PanelChannel;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.own(new Emitter<SessionChange>());
  readonly onChange: Event<SessionChange> = this.#changed.event;
  #state: SessionState = { kind: 'loading' };
  #notice = '';
  #range: RangeName;
  #opening: AbortController | undefined;
  #waiting: ViewDelta[] = [];
  /** While set, nothing younger than this is dropped: the charts are frozen on it. */
  keepFromMs: number | undefined;

  constructor(channel: PanelChannel, range: RangeName) {
    this.#channel = channel;
    this.#range = range;
    this.#store.own(channel.on('delta', (delta) => this.#onDelta(delta)));
    this.#store.own(channel.on('content', (content) => this.#show(content)));
    this.#store.own(
      channel.on('notice', (text) => {
        this.#notice = text;
        this.#changed.fire('notice');
      }),
    );
  }

  get state(): SessionState {
    return this.#state;
  }

  get notice(): string {
    return this.#notice;
  }

  get range(): RangeName {
    return this.#range;
  }

  /** Whether an answer to `open` is awaited. */
  get isOpening(): boolean {
    return this.#opening !== undefined;
  }

  /** Asks for everything over `range`. The latest request counts; what is shown stays until its answer is there. */
  async open(range: RangeName = this.#range): Promise<void> {
    this.#range = range;
    this.#opening?.abort();
    const opening = new AbortController();
    this.#opening = opening;
    this.#waiting = [];
    try {
      const content = await this.#channel.request('open', [range], { signal: opening.signal });
      if (this.#opening === opening) this.#show(content);
    } catch (error) {
      if (this.#opening !== opening) return;
      this.#opening = undefined;
      const message = error instanceof ChannelError ? error.message : String(error);
      this.#state = { kind: 'failed', message };
      this.#changed.fire('content');
    }
  }

  dispose(): void {
    this.#opening?.abort();
    this.#opening = undefined;
    this.#store.dispose();
  }

  #show(content: PanelContent): void {
    // An answer under way is older than what the editor has just announced.
    this.#opening?.abort();
    this.#opening = undefined;
    const waiting = this.#waiting;
    this.#waiting = [];
    this.keepFromMs = undefined;
    if (content.kind === 'message') this.#state = content;
    else {
      const store = new ViewStore(content.snapshot);
      this.#state = { kind: 'view', store };
      for (const delta of waiting) store.apply(delta);
    }
    this.#changed.fire('content');
  }

  #onDelta(delta: ViewDelta): void {
    if (this.#opening !== undefined) {
      if (this.#waiting.length < MAX_WAITING) this.#waiting.push(delta);
      return;
    }
    if (this.#state.kind !== 'view') return;
    switch (this.#state.store.apply(delta, this.keepFromMs)) {
      case 'applied':
        this.#changed.fire('delta');
        return;
      case 'gap':
        void this.open();
        return;
      case 'ignored':
    }
  }
}
