/** The commands, by the name that the code uses for them. `test/ui/contributions.test.ts` holds them against package.json. */
export const COMMANDS = {
  refreshAll: 'watchpost.refreshAll',
  refresh: 'watchpost.refresh',
  openPanel: 'watchpost.openPanel',
  showOverview: 'watchpost.showOverview',
  showTimeline: 'watchpost.showTimeline',
  openEndpoint: 'watchpost.openEndpoint',
  showResponse: 'watchpost.showResponse',
  pause: 'watchpost.pause',
  resume: 'watchpost.resume',
  switchEnvironment: 'watchpost.switchEnvironment',
  snooze: 'watchpost.snooze',
  acknowledge: 'watchpost.acknowledge',
  callAgain: 'watchpost.callAgain',
  listHandled: 'watchpost.listHandled',
  pauseAll: 'watchpost.pauseAll',
  resumeAll: 'watchpost.resumeAll',
  showOnlyFailing: 'watchpost.showOnlyFailing',
  showAll: 'watchpost.showAll',
  revealFailing: 'watchpost.revealFailing',
  sortByHealth: 'watchpost.sortByHealth',
  sortByName: 'watchpost.sortByName',
  groupByGroup: 'watchpost.groupByGroup',
  groupByEnvironment: 'watchpost.groupByEnvironment',
  groupByNothing: 'watchpost.groupByNothing',
  editSettings: 'watchpost.editSettings',
  copyAsCurl: 'watchpost.copyAsCurl',
  copyName: 'watchpost.copyName',
  copyPushAddress: 'watchpost.copyPushAddress',
  addService: 'watchpost.addService',
  discoverServices: 'watchpost.discoverServices',
  setSecret: 'watchpost.setSecret',
  listSecrets: 'watchpost.listSecrets',
  removeSecret: 'watchpost.removeSecret',
  allowSecret: 'watchpost.allowSecret',
  manageTrust: 'watchpost.manageTrust',
  queryMetrics: 'watchpost.queryMetrics',
  runQuery: 'watchpost.runQuery',
  showTargets: 'watchpost.showTargets',
  showCardinality: 'watchpost.showCardinality',
  openDashboard: 'watchpost.openDashboard',
  tailLogs: 'watchpost.tailLogs',
  tailLogsInTerminal: 'watchpost.tailLogsInTerminal',
  openLog: 'watchpost.openLog',
  openFilteredLog: 'watchpost.openFilteredLog',
  exportLog: 'watchpost.exportLog',
  showSeen: 'watchpost.showSeen',
  showLog: 'watchpost.showLog',
  copyDiagnostics: 'watchpost.copyDiagnostics',
  openDocumentation: 'watchpost.openDocumentation',
  pinMetric: 'watchpost.pinMetric',
  pinMetricToStatusBar: 'watchpost.pinMetricToStatusBar',
  unpinMetric: 'watchpost.unpinMetric',
  openMetricChart: 'watchpost.openMetricChart',
  copyMetricQuery: 'watchpost.copyMetricQuery',
  queryMetric: 'watchpost.queryMetric',
  changeSignal: 'watchpost.changeSignal',
  showAlerts: 'watchpost.showAlerts',
  groupAlertsBySeverity: 'watchpost.groupAlertsBySeverity',
  groupAlertsByService: 'watchpost.groupAlertsByService',
  openAlertRule: 'watchpost.openAlertRule',
  openAlertQuery: 'watchpost.openAlertQuery',
  openRunbook: 'watchpost.openRunbook',
  acknowledgeAlert: 'watchpost.acknowledgeAlert',
  unacknowledgeAlert: 'watchpost.unacknowledgeAlert',
  silenceAlert: 'watchpost.silenceAlert',
  listSilences: 'watchpost.listSilences',
  copyAlert: 'watchpost.copyAlert',
  showRoute: 'watchpost.showRoute',
  runRunbookStep: 'watchpost.runRunbookStep',
  replayRule: 'watchpost.replayRule',
  queryFromRule: 'watchpost.queryFromRule',
  formatExpressions: 'watchpost.formatExpressions',
  runReport: 'watchpost.runReport',
  showActivity: 'watchpost.showActivity',
  openReport: 'watchpost.openReport',
  forgetReport: 'watchpost.forgetReport',
  explainSql: 'watchpost.explainSql',
  showRedisLive: 'watchpost.showRedisLive',
  showRedisKeys: 'watchpost.showRedisKeys',
} as const satisfies Record<string, `watchpost.${string}`>;
export type CommandName = keyof typeof COMMANDS;
export type CommandId = (typeof COMMANDS)[CommandName];

/** Views and their container. */
export const VIEWS = {
  services: 'watchpost.services',
  databases: 'watchpost.databases',
  alerts: 'watchpost.alerts',
} as const satisfies Record<string, `watchpost.${string}`>;
export const VIEW_CONTAINER = 'watchpost';

/** The type of the service panel, by which the editor finds its serializer after a reload. */
export const PANEL_TYPE = 'watchpost.service';

/** The type of the panel that shows every service at a glance. */
export const OVERVIEW_PANEL_TYPE = 'watchpost.overview';

/** The types of the panels that show a database's report, the sessions of a PostgreSQL and a running Redis. */
export const REPORT_PANEL_TYPE = 'watchpost.report';
export const ACTIVITY_PANEL_TYPE = 'watchpost.activity';
export const REDIS_PANEL_TYPE = 'watchpost.redis';

/** The type of the query panel, and the language of files with queries. */
export const QUERY_PANEL_TYPE = 'watchpost.query';
export const PROMQL_LANGUAGE = 'promql';

/** The type of the panels that show a Grafana dashboard. */
export const DASHBOARD_PANEL_TYPE = 'watchpost.dashboard';

/** The type of log views. */
export const LOG_PANEL_TYPE = 'watchpost.log';

/** The scheme of the read-only documents that show a kept response. */
export const RESPONSE_SCHEME = 'watchpost-response';

/** What `when` clauses in package.json ask for. */
export const CONTEXT_KEYS = {
  /** Settings were read once. */
  ready: 'watchpost.ready',
  /** There is at least one service that may be watched. */
  hasServices: 'watchpost.hasServices',
  /** The workspace is not trusted, and what it sets is left alone. */
  restricted: 'watchpost.restricted',
  /** A service has a database, or a report of a SQLite file is kept. */
  hasDatabases: 'watchpost.hasDatabases',
  onlyFailing: 'watchpost.onlyFailing',
  /** `health` or `name`. */
  sort: 'watchpost.sort',
  /** `group`, `environment` or `none`. */
  group: 'watchpost.group',
  /** `severity` or `service`. */
  alertGroup: 'watchpost.alertGroup',
  /** The text editor in front shows a Grafana dashboard. */
  dashboardFile: 'watchpost.dashboardFile',
} as const satisfies Record<string, `watchpost.${string}`>;
export type ContextKeyName = keyof typeof CONTEXT_KEYS;

/** The words of a row's `viewItem`, which `when` clauses of its menu look for. */
export const ROW_WORDS = [
  'group',
  'service',
  'probe',
  'check',
  'number',
  'running',
  'failing',
  'handled',
  'paused',
  'endpoint',
  'response',
  'secret',
  'signal',
  'metrics',
  'metric',
  'pinned',
  'servicePinned',
  'statusPinned',
  'alert',
  'active',
  'ended',
  'runbook',
  'acknowledged',
  'annotation',
  'database',
  'postgres',
  'redis',
  'push',
  'file',
  'report',
  'finding',
] as const;
export type RowWord = (typeof ROW_WORDS)[number];

/** The setting that says which alerts bring a notification. */
export const SETTING_NOTIFY = 'watchpost.alerts.notify';

/** The setting that says which changes of services bring one. */
export const SETTING_NOTIFY_STATUS = 'watchpost.notify.status';

/** An environment variable, read in development and tests only: a JSON file of secrets `[{name, value, origins}]`. */
export const DEV_SECRETS_VARIABLE = 'WATCHPOST_DEV_SECRETS';
