export interface Load {
  stop(): void;
}

export interface LoadStep {
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * A gentle load: `perSecond` requests to `origin`, each as `next` says, at most eight under way. What fails is no
 * concern of the load's: the service counts it.
 */
export function startLoad(origin: string, perSecond: number, next: () => LoadStep): Load {
  let underWay = 0;
  const controller = new AbortController();
  const once = async () => {
    const { method = 'GET', path, headers = {} } = next();
    const signal = AbortSignal.any([controller.signal, AbortSignal.timeout(5_000)]);
    try {
      const response = await fetch(origin + path, { method, headers, signal });
      await response.arrayBuffer();
    } catch {
      // refused, reset or too slow: a fault is switched on
    }
  };
  const timer = setInterval(() => {
    if (underWay >= 8) return;
    underWay++;
    void once().finally(() => underWay--);
  }, 1_000 / perSecond);
  return {
    stop() {
      clearInterval(timer);
      controller.abort();
    },
  };
}

/** One of `items`, by chance. */
export function pick<T>(items: readonly [T, ...T[]]): T {
  return items[Math.floor(Math.random() * items.length)] ?? items[0];
}
