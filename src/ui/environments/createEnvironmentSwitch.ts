import type { Host } from '../host.ts';
import { EnvironmentSwitch } from './environmentSwitch.ts';
import { markProduction } from './productionMark.ts';

/** The switch between environments; `onChange` is called for what is chosen here or in another window on the same folder. */
export function createEnvironmentSwitch({ engine, memento, own }: Host, onChange: () => void): EnvironmentSwitch {
  const environment = own(
    new EnvironmentSwitch({
      memento,
      onChoice: (chosen) => {
        onChange();
        // Without an engine there is no other window that shows what it sees.
        engine.request('setEnvironment', [chosen ?? null]).catch(() => undefined);
      },
    }),
  );
  own(
    engine.onUserState(({ environment: chosen }) => {
      if (chosen !== undefined && environment.adopt(chosen ?? undefined)) onChange();
    }),
  );
  own(markProduction());
  return environment;
}
