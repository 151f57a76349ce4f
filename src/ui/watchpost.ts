import * as vscode from 'vscode';
import { systemClock } from '../base/clock.ts';
import { DisposableStore } from '../base/disposable.ts';
import { newestOnly } from '../base/newestOnly.ts';
import { once } from '../base/once.ts';
import type { ConfigOutput } from '../config/readConfig.ts';
import { thresholdRules } from '../config/thresholdRules.ts';
import type { LogSource } from '../model/service.ts';
import { type Alerts, createAlerts } from './alerts/createAlerts.ts';
import { AppContext } from './appContext.ts';
import type { ConfigFiles } from './configFiles/configFiles.ts';
import { DashboardPanels } from './dashboards/dashboardPanels.ts';
import { Databases } from './databases/databases.ts';
import type { ImportedServices } from './discover/importedServices.ts';
import { createEngine } from './engine/createEngine.ts';
import type { EngineClient } from './engine/engineClient.ts';
import { createEnvironmentSwitch } from './environments/createEnvironmentSwitch.ts';
import type { EnvironmentSwitch } from './environments/environmentSwitch.ts';
import type { FileParts } from './fileParts.ts';
import { createHandling, type Handling } from './handling/createHandling.ts';
import type { Host } from './host.ts';
import { describeError } from './log.ts';
import { LogPanels } from './logs/logPanels.ts';
import { createMetrics, type Metrics } from './metrics/createMetrics.ts';
import { OverviewPanels } from './overview/overviewPanels.ts';
import { ServicePanels } from './panels/servicePanels.ts';
import { QueryHistory } from './query/queryHistory.ts';
import { QueryPanels } from './query/queryPanels.ts';
import { ResponseDocuments } from './response/responseDocuments.ts';
import { createRuleFiles } from './rules/createRuleFiles.ts';
import type { RuleFiles } from './rules/ruleFiles.ts';
import { createSecrets, type Secrets } from './secrets/createSecrets.ts';
import { createSettingsProblems } from './settings/createSettingsProblems.ts';
import { Settings } from './settings/settings.ts';
import { createStatus, type Status } from './status/createStatus.ts';
import { createNotifiers } from './status/createNotifiers.ts';
import type { EventBook } from './timeline/eventBook.ts';
import { createServicesTree } from './tree/createServicesTree.ts';
import type { ServicesTree } from './tree/servicesTree.ts';

/** The editor's side, put together feature by feature: the settings go to the engine, and what it finds to whoever shows it. */
export class Watchpost implements vscode.Disposable {
  readonly #store = new DisposableStore();
  readonly host: Host;
  readonly engine: EngineClient;
  readonly environment: EnvironmentSwitch;
  readonly settings: Settings;
  readonly secrets: Secrets;
  readonly handling: Handling;
  readonly metrics: Metrics;
  readonly alerts: Alerts;
  readonly tree: ServicesTree;
  readonly databases: Databases;
  readonly responses: ResponseDocuments;
  readonly panels: ServicePanels;
  readonly overview: OverviewPanels;
  readonly queries: QueryPanels;
  readonly dashboards: DashboardPanels;
  readonly logs: LogPanels;
  readonly status: Status;
  readonly #rules: RuleFiles;
  readonly #showProblems: () => Promise<void>;
  #configFiles: ConfigFiles | undefined;
  #bugs = 0;

  /** What happened in the workspace. */
  readonly events = once(async (): Promise<EventBook> => {
    const { EventBook: Book } = await import('./timeline/eventBook.ts');
    return this.host.own(new Book(this.host));
  });

  /** What is added to files in editors. */
  readonly fileParts = once(async (): Promise<FileParts> => {
    const { FileParts: Parts } = await import('./fileParts.ts');
    const { host, settings, alerts, secrets } = this;
    const secretNames = (): readonly string[] => secrets.store.names;
    return host.own(new Parts({ ...host, settings, rules: this.#rules, alerts: alerts.book, secretNames }));
  });

  readonly #imported = once(async (): Promise<ImportedServices> => {
    const { ImportedServices: Imported } = await import('./discover/importedServices.ts');
    return this.host.own(new Imported({ ...this.host, globalStorage: this.host.extension.globalStorageUri }));
  });

  constructor(extension: vscode.ExtensionContext, log: vscode.LogOutputChannel) {
    const host = this.#createHost(extension, log);
    const { engine, memento, own, caught } = host;
    this.host = host;
    this.engine = engine;
    this.environment = createEnvironmentSwitch(host, () =>
      caught(this.settings.chooseEnvironment(), 'switching the environment'),
    );
    this.settings = own(new Settings({ ...host, environment: () => this.environment.chosen }));
    this.secrets = createSecrets(host, this.settings);
    this.handling = createHandling(host);
    this.metrics = createMetrics(host);
    this.alerts = createAlerts(host);
    this.tree = createServicesTree(host, this.metrics, this.alerts.book);
    this.databases = own(new Databases({ ...host, storageUri: extension.storageUri ?? extension.globalStorageUri }));
    this.responses = own(new ResponseDocuments());
    this.panels = own(
      new ServicePanels({
        ...host,
        setPaused: (serviceId, paused) => this.handling.paused.set([serviceId], paused),
        events: () => this.events(),
        showIncident: (service, incident, response) => this.responses.showIncident(service, incident, response),
      }),
    );
    this.overview = own(new OverviewPanels({ ...host, openService: (serviceId) => this.panels.open(serviceId) }));
    this.queries = own(new QueryPanels({ ...host, history: new QueryHistory(memento) }));
    this.dashboards = own(
      new DashboardPanels({
        ...host,
        settings: this.settings,
        openQuery: (text) => this.queries.show({ text }),
      }),
    );
    this.logs = own(
      new LogPanels({
        ...host,
        configured: () => this.#configuredLogs(),
        pathMappings: () => this.settings.output?.pathMappings ?? [],
      }),
    );
    this.#rules = createRuleFiles(host);
    this.status = createStatus(host, this.settings, this.environment, this.tree, this.alerts.book);
    createNotifiers(host, this.settings, this.alerts.book, this.handling.handled);
    this.#showProblems = createSettingsProblems(host, this.settings, this.secrets.store);
    // In order: a reading of which much has to be done first must not be applied after a later one.
    const apply = newestOnly((output: ConfigOutput) => this.#apply(output));
    own(this.settings.onDidChange((output) => caught(apply(output), 'applying the settings')));
  }

  /** Exceptions so far that should not have been. */
  get bugs(): number {
    return this.#bugs;
  }

  /** Configurations of Alertmanager and Prometheus; none in a workspace without trust. */
  get configFiles(): ConfigFiles | undefined {
    return this.#configFiles;
  }

  /** Services that come from files of the workspace; undefined where it is not trusted. */
  async importedServices(): Promise<ImportedServices | undefined> {
    return vscode.workspace.isTrusted ? this.#imported() : undefined;
  }

  /** Reads the settings and starts to watch. */
  async start(): Promise<void> {
    const { engine, clock, memento, own, onBug } = this.host;
    await this.secrets.readDevelopment();
    // Before everything else: the user waits for the statuses of services.
    await this.settings.read();
    await Promise.all([this.databases.load(), this.fileParts()]);
    const { watchWorkspace } = await import('./timeline/eventSources.ts');
    own(watchWorkspace(await this.events(), onBug));
    const { offerCommandLine } = await import('./commandLine/commandLine.ts');
    await offerCommandLine(this.host);
    // What a workspace without trust names is not read from disk.
    if (!vscode.workspace.isTrusted) return;
    const { RuleTests } = await import('./rules/ruleTests.ts');
    own(new RuleTests(engine, clock, onBug));
    const { ConfigFiles: Files } = await import('./configFiles/configFiles.ts');
    this.#configFiles = own(new Files(engine, clock, onBug));
    // Files that services were taken from are followed.
    if (memento.get('discover.imports') !== undefined) await this.importedServices();
  }

  onBug(error: unknown, where: string): void {
    this.#bugs++;
    this.host.log.error(`unexpected, in ${where}: ${describeError(error)}`);
  }

  /** Lets the engine write what it has, and ends everything. */
  async stop(): Promise<void> {
    await this.engine.stop();
    this.dispose();
  }

  dispose(): void {
    this.#store.dispose();
  }

  #createHost(extension: vscode.ExtensionContext, log: vscode.LogOutputChannel): Host {
    const onBug = (error: unknown, where: string): void => this.onBug(error, where);
    const withoutEngine = {
      extension,
      extensionUri: extension.extensionUri,
      memento: extension.workspaceState,
      context: new AppContext(),
      log,
      clock: systemClock,
      own: <T extends vscode.Disposable>(child: T): T => this.#store.own(child),
      onBug,
      caught: (work: Promise<unknown>, where: string) => void work.catch((error: unknown) => onBug(error, where)),
    };
    return { ...withoutEngine, engine: createEngine(withoutEngine) };
  }

  /** The logs that the settings name, once they are read. */
  async #configuredLogs(): Promise<readonly LogSource[]> {
    const output = this.settings.output ?? (await this.settings.first());
    return output.config.services.flatMap(({ logs }) => logs ?? []);
  }

  /** The settings' way to the engine: secrets before the probes that need them. */
  async #apply(output: ConfigOutput): Promise<void> {
    const { engine } = this;
    await this.status.readTrust();
    const configured = this.secrets.send().then(() => engine.configure(output.config));
    // Its thread starts while the editor gives out the secrets.
    if (output.config.services.length > 0) engine.start(configured);
    await configured;
    this.alerts.targets.apply(output.alerts, vscode.workspace.isTrusted);
    const { without, prometheus, prometheusEvaluates } = output.alerts;
    this.#rules.watch({
      patterns: output.rules,
      areLeft: prometheusEvaluates && prometheus !== '',
      without,
      thresholds: thresholdRules(output.config.services) ?? '',
    });
    if (output.config.services.length === 0 && engine.state.kind !== 'stopped' && !this.logs.isOpen) {
      await engine.stop();
      this.alerts.book.clear();
    }
    this.status.show();
    await this.#showProblems();
  }
}
