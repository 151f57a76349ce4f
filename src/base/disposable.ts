/** Whatever has a lifetime. `dispose()` may be called any number of times; only the first does something. */
export interface Disposable {
  dispose(): void;
}

/** A disposable that runs `release` once. */
export function toDisposable(release: () => void): Disposable {
  let live = true;
  return {
    dispose() {
      if (!live) return;
      live = false;
      release();
    },
  };
}

/** Owns disposables and disposes them in reverse order; what is added after `dispose()` is disposed at once. */
export class DisposableStore implements Disposable {
  readonly #owned: Disposable[] = [];
  #disposed = false;

  get isDisposed(): boolean {
    return this.#disposed;
  }

  /** Takes ownership of `child` and returns it. */
  own<T extends Disposable>(child: T): T {
    if (this.#disposed) child.dispose();
    else this.#owned.push(child);
    return child;
  }

  dispose(): void {
    this.#disposed = true;
    for (let child = this.#owned.pop(); child !== undefined; child = this.#owned.pop()) child.dispose();
  }
}

/** Holds one replaceable child: setting another disposes the one before. */
export class Slot<T extends Disposable> implements Disposable {
  #child: T | undefined;
  #disposed = false;

  get value(): T | undefined {
    return this.#child;
  }

  set(child: T | undefined): T | undefined {
    const before = this.#child;
    this.#child = undefined;
    before?.dispose();
    if (this.#disposed) child?.dispose();
    else this.#child = child;
    return child;
  }

  dispose(): void {
    this.#disposed = true;
    this.set(undefined);
  }
}
