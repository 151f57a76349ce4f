import type { ServiceState } from '../model/state.ts';
import type { ShownAlert } from './alerts/alertBook.ts';
import type { EngineState } from './engine/engineClient.ts';
import type { Watchpost } from './watchpost.ts';

/** What `activate()` gives to tests in the editor, and to nobody else: there is none in production. */
export interface TestApi {
  /** Ends the engine as a crash would. */
  readonly killEngine: () => void;
  readonly engineState: () => EngineState;
  /** The services as the tree has them. */
  readonly snapshot: () => readonly ServiceState[];
  readonly treeRows: () => ReturnType<Watchpost['tree']['describe']>;
  readonly statusBarText: () => string;
  /** What the item of pinned metrics says; empty while it is hidden. */
  readonly pinnedText: () => string;
  readonly alerts: () => readonly ShownAlert[];
  readonly openPanels: () => readonly string[];
  readonly problems: () => readonly { readonly code: string; readonly message: string }[];
  readonly diagnostics: () => Promise<string>;
  /** Exceptions so far that should not have been. */
  readonly bugs: () => number;
  readonly setSecret: (name: string, value: string, origins: readonly string[]) => Promise<void>;
}

export function createTestApi(app: Watchpost, diagnostics: () => Promise<string>): TestApi {
  return {
    killEngine: () => app.engine.kill(),
    engineState: () => app.engine.state,
    snapshot: () => [...app.engine.services.values()],
    treeRows: () => app.tree.describe(),
    statusBarText: () => app.status.bar.text,
    pinnedText: () => app.metrics.pinnedBar.text,
    alerts: () => app.alerts.book.all,
    openPanels: () => app.panels.opened,
    problems: () => app.settings.output?.problems ?? [],
    diagnostics,
    bugs: () => app.bugs,
    setSecret: (name, value, origins) => app.secrets.store.set({ name, value, origins }),
  };
}
