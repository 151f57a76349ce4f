import { UNITS } from '../../base/unit.ts';
import { BUILT_IN_RULES } from '../builtInRules.ts';
import { NOTIFY_LEVELS, STATUS_NOTIFY_LEVELS } from '../readAlerts.ts';
import { LOG_FORMAT_NAMES } from '../../model/logFormats.ts';
import { PROBE_KINDS } from '../../model/probe.ts';
import { PROBE_FORMS } from '../probes/registry.ts';
import type { LOG_SOURCE_KEYS } from '../readLogs.ts';
import { maintenanceSchema } from './maintenanceSchema.ts';
import { remoteLogSchemas } from './remoteLogSchemas.ts';
import { OVERRIDE_KEYS, type SERVICE_KEYS } from '../readService.ts';
import type { SIGNAL_KEYS } from '../readSignals.ts';
import type { WEBHOOK_KEYS } from '../readNotifications.ts';
import type { THRESHOLD_KEYS } from '../readThresholds.ts';
import { type SettingKey, SETTING_KEYS, SETTINGS, SETTINGS_PREFIX, STATUS_BAR_MODES } from '../settings.ts';
import { probeSchemas } from './probeSchemas.ts';
import { requestSchemas } from './requestSchemas.ts';
import { count, duration, type Schema, text, WITH_SECRETS, WITHOUT_SECRETS } from './schema.ts';
import { timingSchemas } from './timingSchema.ts';

/**
 * What stands under `contributes.configuration` in package.json: the readers' tables of keys, described for the settings
 * editor. `scripts/writeConfigurationSchema.ts` writes it there, and a test compares the two.
 */
export function configurationSchema(): Schema {
  const schemas = settingSchemas();
  return {
    title: 'Watchpost',
    properties: Object.fromEntries(
      SETTING_KEYS.map((key, order) => [
        SETTINGS_PREFIX + key,
        { scope: SETTINGS[key].scope, order, default: SETTINGS[key].default, ...schemas[key] },
      ]),
    ),
  };
}

function settingSchemas(): Record<SettingKey, Schema> {
  return {
    services: servicesSchema(),
    ...timingSchemas('a probe', {
      interval:
        'Counts for probes that have none of their own or of their service; `metrics` and `cacheStats` then run at most every `15s`, `command` at most every `30s`.',
      timeout: 'Counts for probes that have none of their own or of their service; never longer than their interval.',
      failureThreshold: 'Counts for probes that have none of their own or of their service.',
      successThreshold: 'Counts for probes that have none of their own or of their service.',
      grace: 'Counts for probes that have none of their own or of their service.',
    }),
    unfocusedInterval: duration(
      'While this window is not in front, a probe runs at most this often, up to `1d`; when it comes to the front, what is late runs at once. What is about to change its status is looked at as always. `0s`: no difference.',
      ['30s', '1m', '5m', '0s'],
    ),
    concurrency: count('Probes under way at once, over all services, from 1 to 256.', 1, 256),
    'history.maxAge': duration('Samples that are older are removed, from `1h` to `400d`.', ['1d', '7d', '30d']),
    'history.maxSize': {
      type: 'string',
      pattern: '^\\d+(?:\\.\\d+)?\\s*[kKmMgGtT]?[iI]?[bB]$',
      patternErrorMessage: 'Write a size: a number with its unit, such as "200MB".',
      examples: ['50MB', '200MB', '1GB'],
      markdownDescription:
        'Space that the history may take on disk, from `1MB` to `10GB`; the oldest samples go first.',
    },
    rules: {
      type: 'array',
      items: { type: 'string', minLength: 1 },
      maxItems: 50,
      examples: [['rules/*.yml']],
      markdownDescription:
        'Prometheus rule files, as patterns relative to the workspace folder: `["rules/*.yml"]`. Their recording and alerting rules are evaluated over what is stored: recorded series, `ALERTS` and `ALERTS_FOR_STATE` can be queried.',
    },
    'prometheus.url': {
      type: 'string',
      examples: ['http://localhost:9090'],
      markdownDescription:
        'The address of a Prometheus, whose alerts are shown beside those of Watchpost. Empty: none.',
    },
    'prometheus.evaluates': {
      type: 'boolean',
      markdownDescription:
        'Whether the Prometheus at `#watchpost.prometheus.url#` evaluates the rule files of the workspace, too: then Watchpost leaves them to it, so that no alert is there twice. They are still checked.',
    },
    'alertmanager.url': {
      type: 'string',
      examples: ['http://localhost:9093'],
      markdownDescription:
        'The address of an Alertmanager. Alerts are sent to it as Prometheus does it, and silences are created there too. Empty: alerts stay in the editor.',
    },
    'alerts.builtIn': {
      type: ['object', 'boolean'],
      properties: Object.fromEntries(
        Object.entries(BUILT_IN_RULES).map(([name, when]) => [
          name,
          { type: 'boolean', default: true, markdownDescription: `Fires when ${when}.` },
        ]),
      ),
      additionalProperties: false,
      markdownDescription:
        'The rules that Watchpost brings along, each of which can be switched off: `{ "WatchpostServiceFlapping": false }`; `false` switches all off.',
    },
    'alerts.notify': {
      type: 'string',
      enum: NOTIFY_LEVELS,
      enumDescriptions: ['Only critical alerts.', 'Critical alerts and warnings.', 'All alerts.', 'None.'],
      markdownDescription: 'From which severity on an alert that begins to fire brings a notification.',
    },
    maintenance: maintenanceSchema(),
    'notify.status': {
      type: 'string',
      enum: STATUS_NOTIFY_LEVELS,
      enumDescriptions: [
        'When a service goes down, and when it is up again.',
        'When a service is degraded or down, and when it is up again.',
        'Never.',
      ],
      markdownDescription:
        'Which changes of a service bring a notification. Several at once come in one; nothing that is snoozed, acknowledged, in maintenance or waits for a service that is down brings any.',
    },
    'alerts.quietHours': {
      type: 'string',
      pattern: '^$|^\\s*([01]?\\d|2[0-3]):[0-5]\\d\\s*-\\s*([01]?\\d|2[0-3]):[0-5]\\d\\s*$',
      patternErrorMessage: 'Write a span of the day such as "22:00-07:00".',
      examples: ['22:00-07:00'],
      markdownDescription:
        'When neither an alert nor a changed service brings a notification, in local time: `22:00-07:00`. Empty: notifications at any hour.',
    },
    pathMappings: {
      type: 'object',
      additionalProperties: text(`The folder that it is here. ${WITHOUT_SECRETS}`, ['${workspaceFolder}']),
      examples: [{ '/srv/app': '${workspaceFolder}' }],
      markdownDescription:
        'Where files lie here that services name by the paths of where they run: `{ "/srv/app": "${workspaceFolder}" }`. Counts for places in stacks; of a built file its source map then leads to the source.',
    },
    'logs.inSource': {
      type: 'boolean',
      markdownDescription:
        'Whether log statements in the source show how often their message was seen in the last hour, in the logs of the services: above them, and with the last values when hovered over.',
    },
    'alerts.webhook': webhookSchema(),
    'alerts.slack': {
      type: 'string',
      examples: ['https://hooks.slack.com/services/${secret:slack-webhook}'],
      markdownDescription: `The URL of a Slack incoming webhook, which messages about alerts are posted to, where there is no Alertmanager for it. ${WITH_SECRETS} Empty: none.`,
    },
    statusBar: {
      type: 'string',
      enum: STATUS_BAR_MODES,
      enumDescriptions: ['Always.', 'Only while a service is not up.', 'Never.'],
      markdownDescription: 'When the status bar shows how many services are up.',
    },
  };
}

function servicesSchema(): Schema {
  return {
    type: 'object',
    additionalProperties: serviceSchema(),
    defaultSnippets: [
      { label: 'Service', body: { '${1:api}': { health: 'http://localhost:${2:3000}/health' } } },
      {
        label: 'Service with metrics',
        body: {
          '${1:api}': { health: 'http://localhost:${2:3000}/health', metrics: 'http://localhost:${2:3000}/metrics' },
        },
      },
    ],
    markdownDescription:
      'The services to watch, by name. User, workspace and folder settings are merged.\n\n' +
      '```json\n"watchpost.services": {\n  "api": { "health": "http://localhost:3000/health", "metrics": "http://localhost:3000/metrics" },\n' +
      '  "database": { "postgres": "postgresql://user:${secret:database}@localhost/app" }\n}\n```',
  };
}

function serviceSchema(): Schema {
  const probes = probeSchemas();
  const fromSettings = (key: string) => `Default: \`watchpost.${key}\`.`;
  const byKey = Object.fromEntries(PROBE_KINDS.map((kind) => [PROBE_FORMS[kind].setting, probes[kind]])) as Record<
    (typeof PROBE_FORMS)[keyof typeof PROBE_FORMS]['setting'],
    Schema
  >;
  const properties: Record<(typeof SERVICE_KEYS)[number], Schema> = {
    enabled: {
      type: 'boolean',
      default: true,
      markdownDescription: 'Whether the service is watched. Default: `true`.',
    },
    group: text(`The group that the tree shows the service in. ${WITHOUT_SECRETS}`, ['Backend']),
    environment: text(
      `Where the service runs. What changes a database in \`production\` asks first. ${WITHOUT_SECRETS}`,
      ['local', 'staging', 'production'],
    ),
    environments: environmentsSchema(),
    ...byKey,
    logs: logsSchema(),
    thresholds: thresholdsSchema(),
    dependsOn: {
      type: ['string', 'array'],
      minLength: 1,
      items: { type: 'string', minLength: 1 },
      maxItems: 50,
      examples: [['database']],
      markdownDescription:
        'The names of services without which this one cannot be well: `["database", "cache"]`. While one of them is down, this one says so and calls nobody.',
    },
    signals: signalsSchema(),
    ...timingSchemas("the service's probes", {
      interval: fromSettings('interval'),
      timeout: fromSettings('timeout'),
      failureThreshold: fromSettings('failureThreshold'),
      successThreshold: fromSettings('successThreshold'),
      grace: fromSettings('grace'),
    }),
  };
  return {
    type: 'object',
    properties,
    additionalProperties: false,
    defaultSnippets: [
      { label: 'Health', body: { health: 'http://localhost:${1:3000}/health' } },
      {
        label: 'Health and metrics',
        body: { health: 'http://localhost:${1:3000}/health', metrics: 'http://localhost:${1:3000}/metrics' },
      },
    ],
    markdownDescription: 'A service: what you want to be well, with the probes that look at it.',
  };
}

function environmentsSchema(): Schema {
  const properties = Object.fromEntries(
    OVERRIDE_KEYS.map((key) => [
      key,
      {
        markdownDescription:
          key === 'thresholds'
            ? 'Limits beside those of the service; of two for the same metric this one counts.'
            : `\`${key}\` of the service in this environment, in the place of its own.`,
      },
    ]),
  );
  return {
    type: 'object',
    maxProperties: 20,
    additionalProperties: { type: 'object', properties, additionalProperties: false },
    defaultSnippets: [
      { label: 'Environment', body: { '${1:staging}': { health: 'https://${2:staging.example.com}/health' } } },
    ],
    markdownDescription:
      'Where else the service runs, by name, with what is different there: `{ "staging": { "health": "https://staging.example.com/health" } }`. Each is watched as a service of its own, `api (staging)`, and has all else from this one; the status bar switches between environments.',
  };
}

function webhookSchema(): Schema {
  const { auth, tls, proxy } = requestSchemas();
  const properties: Record<(typeof WEBHOOK_KEYS)[number], Schema> = {
    url: text(`Where the messages are posted to. ${WITH_SECRETS}`, ['http://localhost:5001/alerts']),
    headers: {
      type: 'object',
      additionalProperties: { type: 'string' },
      markdownDescription: `Headers of each message. ${WITH_SECRETS}`,
    },
    auth,
    tls,
    proxy,
  };
  return {
    type: ['string', 'object'],
    required: ['url'],
    properties,
    additionalProperties: false,
    examples: ['http://localhost:5001/alerts'],
    markdownDescription: `Where messages about alerts are posted to as JSON, as Alertmanager's webhooks have it (version 4): when they fire, again after four hours, and when they end. ${WITH_SECRETS} Empty: nowhere.`,
  };
}

function thresholdsSchema(): Schema {
  const limit = (what: string, example: string): Schema => ({
    type: 'string',
    pattern: '^\\s*(?:<=|>=|==|!=|<|>)\\s*[-+]?\\d+(?:\\.\\d+)?(?:[eE][-+]?\\d+)?\\s*\\S*\\s*$',
    patternErrorMessage: 'Write a comparison and a number, such as "< 0.6", "> 1500MB", "> 2s" or "> 5%".',
    examples: [example, '> 1500MB', '> 2s', '< 0.6'],
    markdownDescription: `${what} Units: \`B\`, \`kB\`, \`MB\`, \`GB\` (steps of 1024), \`ms\`, \`s\`, \`m\`, \`h\`, \`d\`, \`%\`; none is the metric's base unit (bytes, seconds, ratio).`,
  });
  const properties: Record<(typeof THRESHOLD_KEYS)[number], Schema> = {
    warn: limit('Past this limit the service is `degraded`.', '> 5%'),
    critical: limit('Past this limit the service is `down`.', '> 10%'),
  };
  return {
    type: 'object',
    propertyNames: { pattern: '^[A-Za-z_:][A-Za-z0-9_:]*$' },
    additionalProperties: { type: 'object', minProperties: 1, properties, additionalProperties: false },
    defaultSnippets: [{ label: 'Threshold', body: { '${1:cache_hit_ratio}': { warn: '${2:< 0.6}' } } }],
    markdownDescription:
      'Limits on the numbers of the service, by metric name: `{ "cache_hit_ratio": { "warn": "< 0.6" } }`.',
  };
}

function signalsSchema(): Schema {
  const query = text('A PromQL query that gives one number, or a few lines.', ['sum(rate(jobs_total{job="api"}[5m]))']);
  const properties: Record<(typeof SIGNAL_KEYS)[number], Schema> = {
    query,
    unit: {
      enum: UNITS,
      markdownDescription: 'What the number is of, in the base unit. Default: that of the signal; of your own, `none`.',
    },
  };
  return {
    type: 'object',
    additionalProperties: {
      type: ['string', 'boolean', 'object'],
      minLength: 1,
      properties,
      additionalProperties: false,
      defaultSnippets: [
        { label: 'Leave out', body: false },
        { label: 'Query and unit', body: { query: '${1:sum(up)}', unit: '${2:none}' } },
      ],
      markdownDescription: 'A PromQL query, `false` to leave the signal out, or an object with `query` and `unit`.',
    },
    defaultSnippets: [{ label: 'Signal', body: { '${1:queue}': '${2:sum(jobs_waiting)}' } }],
    markdownDescription:
      'Golden signals of the service, by name: `{ "p95": "histogram_quantile(…)", "error ratio": false, "queue": { "query": "sum(jobs_waiting)", "unit": "none" } }`. ' +
      'Those that are found have the names that panel and tree show: `request rate`, `error ratio`, `p50`, `p95`, `p99`, `CPU`, `memory`, `heap`, `event loop lag`, `open files`, `pool use`, `queued`, `hit ratio`, `GC time`.',
  };
}

function logsSchema(): Schema {
  const properties: Record<(typeof LOG_SOURCE_KEYS)[number], Schema> = {
    file: text(`A log file or a pattern, relative to the folder. ${WITHOUT_SECRETS}`, ['logs/api*.log']),
    pm2: text('The name of a PM2 process.', ['api']),
    command: {
      type: 'array',
      items: { type: 'string' },
      minItems: 1,
      markdownDescription:
        'A program and its arguments, whose output is the log; it is started while the log is shown. No shell reads them.',
      defaultSnippets: [{ label: 'docker logs', body: ['docker', 'logs', '-f', '${1:api}'] }],
    },
    ...remoteLogSchemas(),
    format: {
      enum: LOG_FORMAT_NAMES,
      markdownDescription:
        'The format of a file or of what a program prints. Default: recognised from the first lines.',
    },
  };
  const source = { properties, additionalProperties: false, minProperties: 1, maxProperties: 2 };
  return {
    type: ['object', 'array'],
    ...source,
    items: { type: 'object', ...source },
    defaultSnippets: [{ label: 'Log file', body: [{ file: '${1:logs/*.log}' }] }],
    markdownDescription:
      'Log sources: `[{ "file": "logs/api*.log" }, { "pm2": "api" }]`. `Watchpost: Tail Logs` shows them joined into one.',
  };
}
