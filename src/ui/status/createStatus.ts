import * as vscode from 'vscode';
import type { AlertBook } from '../alerts/alertBook.ts';
import type { EnvironmentSwitch } from '../environments/environmentSwitch.ts';
import type { Host } from '../host.ts';
import type { Settings } from '../settings/settings.ts';
import { workspaceNamesServices } from '../settings/settingsFiles.ts';
import type { ServicesTree } from '../tree/servicesTree.ts';
import { noticeText } from './noticeText.ts';
import { StatusBar } from './statusBar.ts';

export interface Status {
  readonly bar: StatusBar;
  /** Finds out whether a workspace without trust names services, which are then not watched. */
  readonly readTrust: () => Promise<void>;
  readonly show: () => void;
}

/** Status bar, environment, context keys and the tree's notice, in line with what is known of engine, settings and alerts. */
export function createStatus(
  host: Host,
  settings: Settings,
  environment: EnvironmentSwitch,
  tree: ServicesTree,
  alerts: AlertBook,
): Status {
  const { engine, extension, context, own } = host;
  const bar = own(new StatusBar());
  let namesServices = false;

  const readTrust = async (): Promise<void> => {
    namesServices = !vscode.workspace.isTrusted && (await workspaceNamesServices(extension.globalStorageUri));
  };
  const show = (): void => {
    const { output } = settings;
    const configured = output?.config.services.length ?? 0;
    const restricted = namesServices && !vscode.workspace.isTrusted;
    environment.show(settings.environments);
    context.set('ready', output !== undefined);
    context.set('hasServices', configured > 0);
    context.set('restricted', restricted);
    tree.setNotice(noticeText(engine, configured > 0 && restricted));
    bar.show({
      services: [...engine.services.values()],
      alerts: alerts.calling,
      engine: engine.state,
      mode: output?.statusBar ?? 'always',
      restricted,
      configured,
    });
  };

  for (const changed of [engine.onDidChangeState, engine.onDidChangeServices, alerts.onDidChange]) own(changed(show));
  show();
  return { bar, readTrust, show };
}
