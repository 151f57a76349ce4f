import * as vscode from 'vscode';
import type { ProbeState } from '../../model/state.ts';
import { ChannelError } from '../../protocol/rpc.ts';
import type { Watchpost } from '../watchpost.ts';
import { diagnosticsText } from '../diagnosticsText.ts';
import { withoutLinks } from '../markdown.ts';
import { allowSecret, listSecrets, removeSecret, setSecret } from '../secrets/secretCommands.ts';
import { createAlertCommands } from '../alerts/alertCommands.ts';
import { createHandlingCommands } from '../handling/handlingCommands.ts';
import { createDatabaseCommands } from '../databases/databaseCommands.ts';
import { createLogCommands } from '../logs/logCommands.ts';
import { createMetricCommands } from '../metrics/metricCommands.ts';
import { createQueryCommands } from '../query/queryCommands.ts';
import { changeSignal } from '../settings/changeSignal.ts';
import { editSettings } from '../settings/editSettings.ts';
import { namesInId } from '../tree/treeNodes.ts';
import { pickService } from './pickService.ts';
import type { CommandHandlers } from './registerCommands.ts';
import { nameOfRow, probeOf, type Target, targetOf } from './target.ts';

/** A refresh waits for every probe's timeout at most. */
const REFRESH_TIMEOUT_MS = 620_000;

/** What each command does. */
export function createCommands(app: Watchpost): CommandHandlers {
  const { engine, tree, panels } = app;
  const { extension, clock, log, onBug } = app.host;
  const { paused, handled } = app.handling;
  const secretScene = app.secrets.scene;
  const target = async (row: unknown, title: string): Promise<Target | undefined> => {
    const found = targetOf(row, engine.services);
    if (found !== undefined) return found;
    const service = await pickService(engine.services.values(), title);
    return service && { service };
  };
  const idsOf = (row: unknown): readonly string[] => {
    const { groupName, serviceId } = namesInId(row);
    if (serviceId !== undefined) return [serviceId];
    return groupName === undefined ? [] : app.tree.servicesBelow(row);
  };
  const setPaused = async (row: unknown, value: boolean, title: string): Promise<void> => {
    const ids = idsOf(row);
    const chosen = ids.length > 0 ? undefined : await pickService(engine.services.values(), title);
    await paused.set(chosen === undefined ? ids : [chosen.id], value);
  };
  const refresh = (title: string, args: [serviceId: string | undefined, probeId: string | undefined]): Thenable<void> =>
    vscode.window.withProgress({ location: { viewId: 'watchpost.services' }, title }, async () =>
      engine.request('refresh', args, { timeoutMs: REFRESH_TIMEOUT_MS }),
    );
  const info = (message: string): void => void vscode.window.showInformationMessage(withoutLinks(message));

  return {
    refreshAll: () => refresh(vscode.l10n.t('Looking at all services'), [undefined, undefined]),
    refresh: async (row) => {
      const found = await target(row, vscode.l10n.t('Look at Which Service?'));
      if (found !== undefined) await refresh(found.service.name, [found.service.id, found.probe?.id]);
    },
    openPanel: async (row) => {
      const { serviceId } = namesInId(row);
      const id = serviceId ?? (await target(row, vscode.l10n.t('Open the Panel of Which Service?')))?.service.id;
      if (id !== undefined) await panels.open(id);
    },
    showOverview: () => app.overview.show(),
    showTimeline: async (row) => {
      const found = await target(row, vscode.l10n.t('Show the Timeline of Which Service?'));
      if (found !== undefined) await panels.openTimeline(found.service.id);
    },
    openEndpoint: async (row) => {
      const found = await target(row, vscode.l10n.t('Open the Endpoint of Which Service?'));
      const probe = found && probeOf(found, ({ target }) => /^https?:\/\//.test(target));
      if (probe === undefined || !/^https?:\/\//.test(probe.target)) {
        if (found !== undefined)
          info(vscode.l10n.t('{0} has no endpoint that a browser can open.', found.service.name));
        return;
      }
      await vscode.env.openExternal(vscode.Uri.parse(probe.target, true));
    },
    showResponse: async (row) => {
      const found = await target(row, vscode.l10n.t('Show the Response of Which Service?'));
      const probe = found && probeOf(found, ({ responseAtMs }) => responseAtMs !== undefined);
      const response = probe && (await engine.request('response', [probe.id]));
      if (found === undefined) return;
      if (probe === undefined || response === undefined)
        info(vscode.l10n.t('No response of {0} is kept.', found.service.name));
      else await app.responses.show(found.service, probe, response);
    },
    pause: (row) => setPaused(row, true, vscode.l10n.t('Pause Which Service?')),
    resume: (row) => setPaused(row, false, vscode.l10n.t('Resume Which Service?')),
    ...createHandlingCommands({
      engine,
      handled,
      paused,
      clock,
      idsOf,
      pick: pickService,
    }),
    switchEnvironment: () => app.environment.choose(),
    pauseAll: () => paused.set(engine.services.keys(), true),
    resumeAll: () => paused.clear(),
    showOnlyFailing: () => tree.choose({ onlyFailing: true }),
    showAll: () => tree.choose({ onlyFailing: false }),
    revealFailing: () => tree.revealFailing(),
    sortByHealth: () => tree.choose({ sort: 'health' }),
    sortByName: () => tree.choose({ sort: 'name' }),
    groupByGroup: () => tree.choose({ group: 'group' }),
    groupByEnvironment: () => tree.choose({ group: 'environment' }),
    groupByNothing: () => tree.choose({ group: 'none' }),
    editSettings: async (row) => {
      const { serviceId, probeId } = namesInId(row);
      const service = app.settings.output?.config.services.find(({ id }) => id === serviceId);
      await editSettings(extension.globalStorageUri, service, service?.probes.find(({ id }) => id === probeId)?.name);
    },
    copyAsCurl: async (row) => {
      const found = await target(row, vscode.l10n.t('Copy Which Service as curl?'));
      const isHttp = ({ kind }: ProbeState): boolean => kind === 'http' || kind === 'metrics' || kind === 'cacheStats';
      const probe = found && probeOf(found, isHttp);
      const line = probe && (await engine.request('curl', [probe.id]));
      if (line !== undefined) await vscode.env.clipboard.writeText(line);
      else if (found !== undefined) info(vscode.l10n.t('{0} asks nothing that curl could ask.', found.service.name));
    },
    copyPushAddress: async (row) => {
      const found = await target(row, vscode.l10n.t('Copy the Heartbeat Address of Which Service?'));
      const probe = found && probeOf(found, ({ kind }) => kind === 'push');
      const address = probe && (await engine.request('pushAddress', [probe.id]));
      if (address !== undefined) await vscode.env.clipboard.writeText(address);
      else if (found !== undefined)
        info(vscode.l10n.t('No job calls for {0}: it has no push probe.', found.service.name));
    },
    copyName: async (row) => {
      const name = nameOfRow(row, engine.services);
      if (name !== undefined) await vscode.env.clipboard.writeText(name);
    },
    addService: async () => (await import('../settings/addService.ts')).addService(extension.globalStorageUri, engine),
    discoverServices: async () => (await app.importedServices())?.discover(),
    setSecret: (name) => setSecret(secretScene, typeof name === 'string' ? name : undefined),
    listSecrets: () => listSecrets(secretScene),
    removeSecret: () => removeSecret(secretScene),
    allowSecret: async (row) => {
      const found = targetOf(row, engine.services);
      const waiting = found && probeOf(found, ({ secretNeeded }) => secretNeeded !== undefined);
      if (waiting?.secretNeeded === undefined) return listSecrets(secretScene);
      return allowSecret(secretScene, waiting.secretNeeded, false);
    },
    ...createDatabaseCommands(app.databases, engine, target),
    ...createQueryCommands(app.queries),
    openDashboard: async (file) => {
      const { openDashboard } = await import('../dashboards/openDashboard.ts');
      await openDashboard(app.dashboards, clock, file);
    },
    ...createAlertCommands({
      engine,
      book: app.alerts.book,
      tree: app.alerts.tree,
      queries: app.queries,
      clock,
      hasAlertmanager: () => (app.settings.output?.alerts.alertmanager ?? '') !== '',
    }),
    showRoute: async (row) => {
      const { showRoute } = await import('../configFiles/showRoute.ts');
      await showRoute(
        app.configFiles,
        engine,
        typeof row === 'string' ? app.alerts.tree.alertOf(row)?.labels : undefined,
      );
    },
    runRunbookStep: async (row) => {
      const { runRunbook } = await import('../runbooks/runRunbook.ts');
      await runRunbook(typeof row === 'string' ? app.alerts.tree.alertOf(row) : undefined);
    },
    formatExpressions: async () => (await app.fileParts()).exprEditing.formatActive(),
    replayRule: async (uri, line) => (await app.fileParts()).ruleLenses.replay(uri, line),
    queryFromRule: async (expr) => {
      if (typeof expr === 'string') await app.queries.show({ text: expr });
    },
    ...createLogCommands({
      engine,
      panels: app.logs,
      services: () => app.settings.output?.config.services ?? [],
      clock,
      onBug,
    }),
    ...createMetricCommands({
      engine,
      families: app.metrics.families,
      pins: app.metrics.pins,
      panels,
      queries: app.queries,
      changeSignal: async (serviceId, signal, query) => {
        const service = app.settings.output?.config.services.find(({ id }) => id === serviceId);
        if (service !== undefined) await changeSignal(extension.globalStorageUri, service, signal, query);
      },
    }),
    manageTrust: () => vscode.commands.executeCommand('workbench.trust.manage'),
    showLog: () => log.show(),
    copyDiagnostics: async () => {
      await vscode.env.clipboard.writeText(await diagnostics(app));
      info(vscode.l10n.t('Watchpost: the diagnostics are in the clipboard. They hold no names, addresses or secrets.'));
    },
    openDocumentation: () =>
      vscode.commands.executeCommand('markdown.showPreview', vscode.Uri.joinPath(extension.extensionUri, 'README.md')),
  };
}

/** See `diagnosticsText`. */
export async function diagnostics(app: Watchpost): Promise<string> {
  const { engine } = app;
  const engineDiagnostics = await engine.request('diagnostics', [], { timeoutMs: 5_000 }).catch((error: unknown) => {
    if (error instanceof ChannelError) return error.message;
    throw error;
  });
  const { packageJSON } = app.host.extension.extension as { packageJSON: { version?: unknown } };
  return diagnosticsText({
    version: String(packageJSON.version),
    editor: {
      name: vscode.env.appName,
      version: vscode.version,
      // Some hosts put an address there.
      remote: /^[a-z-]*$/.test(vscode.env.remoteName ?? '') ? vscode.env.remoteName : 'other',
      ui: vscode.env.uiKind === vscode.UIKind.Web ? 'web' : 'desktop',
    },
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    trusted: vscode.workspace.isTrusted,
    folders: vscode.workspace.workspaceFolders?.length ?? 0,
    engine: engine.state,
    engineRestarts: engine.restarts,
    engineDiagnostics,
    settings: app.settings.output,
    services: engine.services.values(),
    bugs: app.bugs,
  });
}
