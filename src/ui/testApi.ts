import type { ServiceState } from '../model/state.ts';
import type { EngineState } from './engine/engineClient.ts';
import type { Watchpost } from './watchpost.ts';

/** What `activate()` gives to tests in the editor, and to nobody else: there is none in production. */
export interface TestApi {
  /** Ends the engine as a crash would. */
  killEngine(): void;
  engineState(): EngineState;
  /** The services as the tree has them. */
  snapshot(): readonly ServiceState[];
  treeRows(): ReturnType<Watchpost['tree']['describe']>;
  statusBarText(): string;
  openPanels(): readonly string[];
  problems(): readonly { readonly code: string; readonly message: string }[];
  diagnostics(): Promise<string>;
  /** Exceptions so far that should not have been. */
  bugs(): number;
  setSecret(name: string, value: string, origins: readonly string[]): Promise<void>;
}

export function createTestApi(app: Watchpost, diagnostics: () => Promise<string>): TestApi {
  return {
    killEngine: () => app.engine.kill(),
    engineState: () => app.engine.state,
    snapshot: () => [...app.engine.services.values()],
    treeRows: () => app.tree.describe(),
    statusBarText: () => app.statusBar.text,
    openPanels: () => app.panels.opened,
    problems: () => app.settings.output?.problems ?? [],
    diagnostics,
    bugs: () => app.bugs,
    setSecret: (name, value, origins) => app.secrets.set({ name, value, origins }),
  };
}
