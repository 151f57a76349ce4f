import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { systemClock } from '../base/clock.ts';
import { DisposableStore } from '../base/disposable.ts';
import type { ConfigOutput } from '../config/readConfig.ts';
import type { SecretNeed } from '../model/probe.ts';
import type { LogSource } from '../model/service.ts';
import type { EngineStart } from '../protocol/engine.ts';
import { ChannelError } from '../protocol/rpc.ts';
import { AlertBook } from './alerts/alertBook.ts';
import { AlertNotifier } from './alerts/alertNotifier.ts';
import { AlertsTree } from './alerts/alertsTree.ts';
import { AppContext } from './appContext.ts';
import { DEV_SECRETS_VARIABLE } from './contributions.ts';
import { EngineClient } from './engine/engineClient.ts';
import { startEngineWorker } from './engine/engineProcess.ts';
import { describeError } from './log.ts';
import { MetricFamilies } from './metrics/metricFamilies.ts';
import { PinnedBar } from './metrics/pinnedBar.ts';
import { pinnedNumbers } from './metrics/pinnedText.ts';
import { Pins } from './metrics/pins.ts';
import { wrongSignals } from './metrics/wrongSignals.ts';
import { ServicePanels } from './panels/servicePanels.ts';
import { LogPanels } from './logs/logPanels.ts';
import { PausedServices } from './pausedServices.ts';
import { QueryHistory } from './query/queryHistory.ts';
import { QueryPanels } from './query/queryPanels.ts';
import type { DatabasePanels } from './report/databasePanels.ts';
import { ResponseDocuments } from './response/responseDocuments.ts';
import { RuleFiles } from './rules/ruleFiles.ts';
import { RuleLenses } from './rules/ruleLenses.ts';
import { SecretAsker } from './secrets/secretAsker.ts';
import { missingSecrets } from './secrets/missingSecrets.ts';
import type { SecretScene } from './secrets/secretCommands.ts';
import { SecretStore } from './secrets/secretStore.ts';
import { Settings } from './settings/settings.ts';
import { workspaceNamesServices } from './settings/settingsFiles.ts';
import { SettingsProblems } from './settings/settingsProblems.ts';
import { StatusBar } from './status/statusBar.ts';
import { ServicesTree } from './tree/servicesTree.ts';

/** The editor's side, put together: settings and secrets go to the engine, its states to the tree, status bar and panels. */
export class Watchpost implements vscode.Disposable {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly engine: EngineClient;
  readonly settings: Settings;
  readonly secrets: SecretStore;
  readonly secretScene: SecretScene;
  readonly paused: PausedServices;
  readonly families: MetricFamilies;
  readonly pins: Pins;
  readonly pinnedBar: PinnedBar;
  readonly tree: ServicesTree;
  readonly statusBar: StatusBar;
  readonly panels: ServicePanels;
  readonly queries: QueryPanels;
  readonly logs: LogPanels;
  readonly responses: ResponseDocuments;
  readonly alerts: AlertBook;
  readonly alertsTree: AlertsTree;
  readonly ruleLenses: RuleLenses;
  readonly #store = new DisposableStore();
  #databases: Promise<DatabasePanels> | undefined;
  readonly #context = new AppContext();
  readonly #problems: SettingsProblems;
  readonly #rules: RuleFiles;
  readonly #asker = new SecretAsker();
  /** The workspace is not trusted, and it names services. */
  #restricted = false;
  #wrongSignals = '[]';
  #bugs = 0;

  constructor(context: vscode.ExtensionContext, log: vscode.LogOutputChannel) {
    const { extensionUri, workspaceState, globalState, globalStorageUri } = context;
    const onBug = (error: unknown, where: string): void => this.onBug(error, where);
    const own = this.#store.own.bind(this.#store);
    this.context = context;
    this.log = log;
    this.engine = own(
      new EngineClient({
        clock: systemClock,
        log,
        onBug,
        start: () =>
          startEngineWorker(
            vscode.Uri.joinPath(extensionUri, 'dist', 'engine', 'worker.js').fsPath,
            engineStart(context),
          ),
      }),
    );
    this.settings = own(new Settings({ clock: systemClock, onBug }));
    this.secrets = own(new SecretStore({ storage: context.secrets, memento: globalState }));
    this.secretScene = {
      store: this.secrets,
      uses: () => this.settings.output?.secrets ?? [],
      services: () => this.engine.services.values(),
    };
    this.paused = new PausedServices(workspaceState, (ids) => this.engine.setPaused(ids));
    this.families = new MetricFamilies(this.engine, systemClock);
    this.pins = own(new Pins(workspaceState));
    this.pinnedBar = own(new PinnedBar());
    this.alerts = own(
      new AlertBook({
        memento: workspaceState,
        clock: systemClock,
        send: (silences) => this.engine.setSilences(silences),
      }),
    );
    this.tree = own(
      new ServicesTree({
        engine: this.engine,
        memento: workspaceState,
        context: this.#context,
        clock: systemClock,
        families: this.families,
        pins: this.pins,
        alerts: this.alerts,
        onVisible: () => this.#sendInterest(),
        onBug: (error) => onBug(error, 'the metrics of the tree'),
      }),
    );
    this.alertsTree = own(
      new AlertsTree({
        book: this.alerts,
        engine: this.engine,
        memento: workspaceState,
        context: this.#context,
        clock: systemClock,
      }),
    );
    this.statusBar = own(new StatusBar());
    this.panels = own(
      new ServicePanels({
        engine: this.engine,
        extensionUri,
        setPaused: (serviceId, paused) => this.paused.set([serviceId], paused),
        onBug,
      }),
    );
    this.queries = own(
      new QueryPanels({ engine: this.engine, extensionUri, history: new QueryHistory(workspaceState), onBug }),
    );
    this.logs = own(
      new LogPanels({ engine: this.engine, extensionUri, configured: () => this.#configuredLogs(), onBug }),
    );
    this.responses = own(new ResponseDocuments());
    this.#rules = own(
      new RuleFiles({
        clock: systemClock,
        builtIn: vscode.Uri.joinPath(extensionUri, 'media', 'rules', 'watchpost.rules.yml'),
        ruleFilesOf: (text) => this.engine.request('ruleFilesOf', [text]).catch(noneWhileAway),
        send: (files) => this.engine.setRuleFiles(files),
        onBug,
      }),
    );
    this.ruleLenses = own(new RuleLenses(this.engine, (uri) => this.#rules.has(uri)));
    own(
      new AlertNotifier({
        book: this.alerts,
        memento: workspaceState,
        clock: systemClock,
        settings: () => this.settings.output?.alerts ?? { notify: 'never', quietHours: 'none' },
        onBug,
      }),
    );
    this.#problems = own(new SettingsProblems(globalStorageUri));
    this.#connect();
  }

  /** Exceptions so far that should not have been. */
  get bugs(): number {
    return this.#bugs;
  }

  /** The panels about databases: loaded with the first one. */
  databases(): Promise<DatabasePanels> {
    this.#databases ??= import('./report/databasePanels.ts').then(({ DatabasePanels: Panels }) => {
      const { extensionUri } = this.context;
      const onBug = (error: unknown, where: string): void => this.onBug(error, where);
      return this.#store.own(new Panels({ engine: this.engine, extensionUri, onBug }));
    });
    return this.#databases;
  }

  /** Reads the settings and starts to watch. */
  async start(): Promise<void> {
    try {
      await this.#readDevelopmentSecrets();
    } catch (error) {
      this.log.error(`${DEV_SECRETS_VARIABLE}: ${describeError(error)}`);
    }
    await this.settings.read();
    // What a workspace without trust names is not read from disk.
    if (!vscode.workspace.isTrusted) return;
    const { RuleTests } = await import('./rules/ruleTests.ts');
    this.#store.own(new RuleTests(this.engine, systemClock, (error, where) => this.onBug(error, where)));
  }

  onBug(error: unknown, where: string): void {
    this.#bugs++;
    this.log.error(`unexpected, in ${where}: ${describeError(error)}`);
  }

  /** Lets the engine write what it has, and ends everything. */
  async stop(): Promise<void> {
    await this.engine.stop();
    this.dispose();
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** The logs that the settings name, once they are read. */
  async #configuredLogs(): Promise<readonly LogSource[]> {
    const output = this.settings.output ?? (await this.settings.first());
    return output.config.services.flatMap(({ logs }) => logs ?? []);
  }

  #connect(): void {
    const { engine, settings, secrets } = this;
    const caught = (work: Promise<unknown>, where: string): void => {
      work.catch((error: unknown) => this.onBug(error, where));
    };
    this.#store.own(settings.onDidChange((output) => caught(this.#apply(output), 'applying the settings')));
    this.#store.own(secrets.onDidChange(() => caught(this.#secretsChanged(), 'reading the secrets')));
    this.#store.own(engine.onDidChangeState(() => this.#show()));
    this.#store.own(
      this.pins.onDidChange(() => {
        this.#sendInterest();
        this.#showPinned();
      }),
    );
    this.#sendInterest();
    this.#store.own(
      engine.onDidChangeServices(() => {
        this.#show();
        caught(this.#signalsChanged(), 'showing the problems of signals');
      }),
    );
    this.#store.own(
      engine.onSecretNeeded(({ need }) => {
        if (this.#asker.shouldAsk(need)) caught(this.#askForSecret(need), 'asking for a secret');
      }),
    );
    this.#store.own(
      engine.onRuleProblems((files) => {
        this.#rules.show(files);
        this.ruleLenses.refresh();
      }),
    );
    this.#store.own(engine.onDidConnect(() => this.#rules.readAgain()));
    this.#store.own(engine.onDidChangeAlerts((update) => this.alerts.apply(update)));
    this.#store.own(
      this.alerts.onDidChange(() => {
        this.ruleLenses.refresh();
        this.#show();
      }),
    );
    this.#show();
  }

  async #askForSecret(need: SecretNeed): Promise<void> {
    const { askForSecret } = await import('./secrets/secretCommands.ts');
    await askForSecret(this.secretScene, need);
  }

  async #apply(output: ConfigOutput): Promise<void> {
    const { engine } = this;
    this.#restricted = !vscode.workspace.isTrusted && (await workspaceNamesServices(this.context.globalStorageUri));
    await this.#sendSecrets();
    engine.configure(output.config);
    engine.setPrometheus(output.alerts.prometheus === '' ? undefined : output.alerts.prometheus);
    engine.setAlertmanager(output.alerts.alertmanager === '' ? undefined : output.alerts.alertmanager);
    this.#rules.watch(output.rules, output.alerts.without);
    if (output.config.services.length > 0) engine.start();
    else if (engine.state.kind !== 'stopped' && !this.logs.isOpen) {
      await engine.stop();
      this.alerts.clear();
    }
    this.#show();
    await this.#showProblems();
  }

  /** The settings' problems at their lines, and with them the secrets that are yet to be typed in. */
  async #showProblems(): Promise<void> {
    const { output } = this.settings;
    if (output === undefined) return;
    const problems = [
      ...output.problems,
      ...missingSecrets(output.secrets, await this.secrets.getAll(namesOf(output))),
      ...wrongSignals(output.config.services, this.engine.services),
    ];
    for (const { code, message, severity } of await this.#problems.show(problems)) {
      if (severity !== 'info') this.log.warn(`settings: ${message} (${code}; in no file that can be read)`);
    }
  }

  async #secretsChanged(): Promise<void> {
    await this.#sendSecrets();
    await this.#showProblems();
  }

  /** Shows the problems anew where other queries of the settings fail than before. */
  async #signalsChanged(): Promise<void> {
    const wrong = JSON.stringify(wrongSignals(this.settings.output?.config.services ?? [], this.engine.services));
    if (wrong === this.#wrongSignals) return;
    this.#wrongSignals = wrong;
    await this.#showProblems();
  }

  /** Gives the engine those secrets that the settings name, and no others. */
  async #sendSecrets(): Promise<void> {
    this.engine.setSecrets(await this.secrets.getAll(namesOf(this.settings.output)));
  }

  /** Tells the engine whose signals somebody looks at. */
  #sendInterest(): void {
    this.engine.setInterest({ everything: this.tree.visible, pins: this.pins.all });
  }

  #showPinned(): void {
    this.pinnedBar.show(pinnedNumbers(this.pins.in('statusBar'), this.engine.services));
  }

  /** Brings status bar, context keys and the tree's notice in line with what is known. */
  #show(): void {
    const { engine, settings, tree } = this;
    const { output } = settings;
    const configured = output?.config.services.length ?? 0;
    const restricted = this.#restricted && !vscode.workspace.isTrusted;
    this.#context.set('ready', output !== undefined);
    this.#context.set('hasServices', configured > 0);
    this.#context.set('restricted', restricted);
    this.#showPinned();
    tree.setNotice(noticeText(engine, configured > 0 && restricted));
    this.statusBar.show({
      services: [...engine.services.values()],
      alerts: this.alerts.calling,
      engine: engine.state,
      mode: output?.statusBar ?? 'always',
      restricted,
      configured,
    });
  }

  async #readDevelopmentSecrets(): Promise<void> {
    const file = process.env[DEV_SECRETS_VARIABLE];
    if (file === undefined || file === '' || this.context.extensionMode === vscode.ExtensionMode.Production) return;
    this.secrets.addDevelopment(await readFile(file, 'utf8'));
  }
}

/** The engine is not there (yet): what it would have read is asked for again once it is. */
function noneWhileAway(error: unknown): readonly string[] {
  if (error instanceof ChannelError) return [];
  throw error;
}

function namesOf(output: ConfigOutput | undefined): readonly string[] {
  return output?.secrets.map(({ name }) => name) ?? [];
}

function noticeText({ state }: EngineClient, restricted: boolean): string {
  const lines: string[] = [];
  if (state.kind === 'restarting') {
    lines.push(
      vscode.l10n.t('The engine ended and is started again (attempt {0}). What is shown may be old.', state.attempt),
    );
  }
  if (restricted) lines.push(vscode.l10n.t('Restricted mode: only services of your own settings are watched.'));
  return lines.join(' ');
}

/** History is kept per workspace; in a window without one, in a file that such windows share. */
function engineStart({ storageUri, globalStorageUri }: vscode.ExtensionContext): EngineStart {
  return { historyFile: vscode.Uri.joinPath(storageUri ?? globalStorageUri, 'history.sqlite').fsPath };
}
