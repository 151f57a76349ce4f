import type { ServiceState } from '../../model/state.ts';
import type { EngineClient } from '../engine/engineClient.ts';

const WAIT_MS = 10_000;

/** A service's state; after a reload of the window it is waited for, since a panel may be back before the engine is. */
export function watchedService(engine: EngineClient, serviceId: string): Promise<ServiceState | undefined> {
  const known = engine.services.get(serviceId);
  if (known !== undefined) return Promise.resolve(known);
  return new Promise((resolve) => {
    const done = (): void => {
      listener.dispose();
      clearTimeout(timer);
      resolve(engine.services.get(serviceId));
    };
    const listener = engine.onDidConnect(done);
    const timer = setTimeout(done, WAIT_MS);
  });
}
