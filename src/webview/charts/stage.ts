import { type Disposable, DisposableStore, toDisposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import { FrameQueue, pageFrames } from './frameQueue.ts';
import { type Theme, ThemeSource } from './theme.ts';

/** Told when an element comes into or near view, leaves it, or changes its size. */
export interface StageWatcher {
  onVisible(visible: boolean): void;
  /** The size within the padding, in CSS pixels: told, because to ask for it while drawing lays the page out anew. */
  onResize(widthPx: number, heightPx: number): void;
}

/** What all charts of a page share: theme, frames, one cursor, and what is in view. */
export class Stage implements Disposable {
  readonly #store = new DisposableStore();
  readonly frames: FrameQueue;
  readonly #themes: ThemeSource;
  readonly #cursorMoved = this.#store.own(new Emitter<number | undefined>());
  readonly #redraw = this.#store.own(new Emitter<void>());
  readonly #watchers = new WeakMap<Element, StageWatcher>();
  readonly #inView: IntersectionObserver;
  readonly #sizes: ResizeObserver;
  #cursorMs: number | undefined;

  constructor(page: Window) {
    this.frames = this.#store.own(new FrameQueue(pageFrames(page)));
    this.#themes = this.#store.own(new ThemeSource(page));
    this.#store.own(this.#themes.onChange(() => this.#redraw.fire()));
    this.#inView = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) this.#watchers.get(target)?.onVisible(isIntersecting);
      },
      { rootMargin: '150px 0px' },
    );
    this.#sizes = new ResizeObserver((entries) => {
      for (const { target, contentRect } of entries) {
        this.#watchers.get(target)?.onResize(Math.floor(contentRect.width), Math.floor(contentRect.height));
      }
    });
    this.#store.own(toDisposable(() => this.#inView.disconnect()));
    this.#store.own(toDisposable(() => this.#sizes.disconnect()));
    this.#watchPixelRatio(page);
  }

  get theme(): Theme {
    return this.#themes.theme;
  }

  /** The moment that all charts point at, in Unix milliseconds; undefined while none does. */
  get cursorMs(): number | undefined {
    return this.#cursorMs;
  }

  set cursorMs(timeMs: number | undefined) {
    if (timeMs === this.#cursorMs) return;
    this.#cursorMs = timeMs;
    this.#cursorMoved.fire(timeMs);
  }

  get onCursor() {
    return this.#cursorMoved.event;
  }

  /** Everything must be drawn anew: another theme or another pixel ratio. */
  get onRedraw() {
    return this.#redraw.event;
  }

  watch(element: Element, watcher: StageWatcher): Disposable {
    this.#watchers.set(element, watcher);
    this.#inView.observe(element);
    this.#sizes.observe(element);
    return toDisposable(() => {
      this.#inView.unobserve(element);
      this.#sizes.unobserve(element);
      this.#watchers.delete(element);
    });
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** A query matches one ratio only, so that each change needs the next one; a zoomed window is resized as well. */
  #watchPixelRatio(page: Window): void {
    let ratio = page.devicePixelRatio;
    let query = page.matchMedia(`(resolution: ${ratio}dppx)`);
    const onChange = (): void => {
      if (page.devicePixelRatio === ratio) return;
      ratio = page.devicePixelRatio;
      query.removeEventListener('change', onChange);
      query = page.matchMedia(`(resolution: ${ratio}dppx)`);
      query.addEventListener('change', onChange);
      this.#redraw.fire();
    };
    query.addEventListener('change', onChange);
    page.addEventListener('resize', onChange);
    this.#store.own(
      toDisposable(() => {
        query.removeEventListener('change', onChange);
        page.removeEventListener('resize', onChange);
      }),
    );
  }
}
