import type { Host } from '../host.ts';
import { HandledServices } from './handledServices.ts';
import { PausedServices } from './pausedServices.ts';

export interface Handling {
  readonly paused: PausedServices;
  readonly handled: HandledServices;
}

/** What the user does about services: pauses, snoozes and acknowledges them, here or in another window on the same folder. */
export function createHandling({ engine, memento, clock, own, caught }: Host): Handling {
  const paused = new PausedServices(memento, (ids) => engine.setPaused(ids));
  const handled = own(new HandledServices({ memento, clock, apply: (handling) => engine.setHandling(handling) }));
  own(
    engine.onUserState((user) => {
      if (user.paused !== undefined) paused.adopt(user.paused);
      if (user.handling !== undefined) handled.adopt(user.handling);
    }),
  );
  own(engine.onDidChangeServices(() => caught(handled.onServices(engine.services), 'ending acknowledgements')));
  return { paused, handled };
}
