import { wrongQuery } from '../../config/problems.ts';
import type { Problem } from '../../model/problem.ts';
import type { Service } from '../../model/service.ts';
import type { ServiceState } from '../../model/state.ts';

/** A problem for each query of the settings that the engine could not read or evaluate. */
export function wrongSignals(
  services: readonly Service[],
  states: ReadonlyMap<string, ServiceState>,
): readonly Problem[] {
  return services.flatMap(({ id, name, signals = [] }) =>
    signals.flatMap((setting) => {
      const isIt = (other: string): boolean => other.toLowerCase() === setting.name.toLowerCase();
      const failure = states.get(id)?.signals?.find((signal) => signal.configured && isIt(signal.name))?.failure;
      if (failure === undefined) return [];
      return [wrongQuery(['watchpost.services', name, 'signals', setting.name], failure)];
    }),
  );
}
