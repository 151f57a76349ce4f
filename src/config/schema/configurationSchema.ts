import { BUILT_IN_RULES } from '../builtInRules.ts';
import { NOTIFY_LEVELS } from '../readAlerts.ts';
import { PROBE_KINDS } from '../../model/probe.ts';
import { PROBE_FORMS } from '../probes/registry.ts';
import type { LOG_SOURCE_KEYS } from '../readLogs.ts';
import { remoteLogSchemas } from './remoteLogSchemas.ts';
import type { SERVICE_KEYS } from '../readService.ts';
import { type SIGNAL_KEYS, SIGNAL_UNITS } from '../readSignals.ts';
import type { THRESHOLD_KEYS } from '../readThresholds.ts';
import { type SettingKey, SETTING_KEYS, SETTINGS, SETTINGS_PREFIX, STATUS_BAR_MODES } from '../settings.ts';
import { probeSchemas } from './probeSchemas.ts';
import { count, duration, type Schema, text, WITHOUT_SECRETS } from './schema.ts';
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
    }),
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
    'alerts.quietHours': {
      type: 'string',
      pattern: '^$|^\\s*([01]?\\d|2[0-3]):[0-5]\\d\\s*-\\s*([01]?\\d|2[0-3]):[0-5]\\d\\s*$',
      patternErrorMessage: 'Write a span of the day such as "22:00-07:00".',
      examples: ['22:00-07:00'],
      markdownDescription:
        'When no alert brings a notification, in local time: `22:00-07:00`. Empty: notifications at any hour.',
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
    ...byKey,
    logs: logsSchema(),
    thresholds: thresholdsSchema(),
    signals: signalsSchema(),
    ...timingSchemas("the service's probes", {
      interval: fromSettings('interval'),
      timeout: fromSettings('timeout'),
      failureThreshold: fromSettings('failureThreshold'),
      successThreshold: fromSettings('successThreshold'),
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
      enum: Object.keys(SIGNAL_UNITS),
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
  };
  const source = { properties, additionalProperties: false, minProperties: 1, maxProperties: 1 };
  return {
    type: ['object', 'array'],
    ...source,
    items: { type: 'object', ...source },
    defaultSnippets: [{ label: 'Log file', body: [{ file: '${1:logs/*.log}' }] }],
    markdownDescription:
      'Log sources: `[{ "file": "logs/api*.log" }, { "pm2": "api" }]`. `Watchpost: Tail Logs` shows them joined into one.',
  };
}
