import {
  CONCURRENCY_BOUNDS,
  GRACE_BOUNDS,
  INTERVAL_BOUNDS,
  MAX_AGE_BOUNDS,
  MAX_SIZE_BOUNDS,
  readChoice,
  readCount,
  readDuration,
  readFlag,
  readSize,
  THRESHOLD_BOUNDS,
  TIMEOUT_BOUNDS,
  UNFOCUSED_BOUNDS,
} from './quantities.ts';
import { NOTIFY_LEVELS, STATUS_NOTIFY_LEVELS, readBuiltIn, readQuietHours, readServerUrl } from './readAlerts.ts';
import { readMaintenance } from './readMaintenance.ts';
import { readSlack, readWebhook } from './readNotifications.ts';
import { readPathMappings } from './readPathMappings.ts';
import { readRules } from './readRules.ts';
import { readEntries, type Value } from './value.ts';

/** What all settings' names begin with in the editor: `watchpost.interval`. */
export const SETTINGS_PREFIX = 'watchpost.';

export const STATUS_BAR_MODES = ['always', 'problems', 'never'] as const;
export type StatusBarMode = (typeof STATUS_BAR_MODES)[number];

/** One setting: what it is where nothing is set, where it may be set, and how it is read (undefined: wrong and reported). */
interface Setting<T> {
  readonly default: unknown;
  /** `resource`: may differ from folder to folder; `window`: one for all. */
  readonly scope: 'resource' | 'window';
  /** Whether it opens connections or runs something, so that an untrusted workspace may not set it. */
  readonly restricted: boolean;
  readonly read: (at: Value) => T | undefined;
}

function setting<T>(
  initial: unknown,
  scope: Setting<T>['scope'],
  read: Setting<T>['read'],
  restricted = false,
): Setting<T> {
  return { default: initial, scope, restricted, read };
}

/** All settings, in the order in which the settings editor shows them; a test holds package.json against this table. */
export const SETTINGS = {
  services: setting(
    {},
    'resource',
    (at) => readEntries(at, 'an object of services by name, such as { "api": { "health": "http://localhost:3000" } },'),
    true,
  ),
  interval: setting('10s', 'resource', (at) => readDuration(at, INTERVAL_BOUNDS)),
  timeout: setting('5s', 'resource', (at) => readDuration(at, TIMEOUT_BOUNDS)),
  failureThreshold: setting(2, 'resource', (at) => readCount(at, THRESHOLD_BOUNDS)),
  successThreshold: setting(1, 'resource', (at) => readCount(at, THRESHOLD_BOUNDS)),
  grace: setting('0s', 'resource', (at) => readDuration(at, GRACE_BOUNDS)),
  unfocusedInterval: setting('30s', 'window', (at) => readDuration(at, UNFOCUSED_BOUNDS)),
  concurrency: setting(32, 'window', (at) => readCount(at, CONCURRENCY_BOUNDS)),
  'history.maxAge': setting('7d', 'window', (at) => readDuration(at, MAX_AGE_BOUNDS)),
  'history.maxSize': setting('200MB', 'window', (at) => readSize(at, MAX_SIZE_BOUNDS)),
  rules: setting([], 'window', readRules, true),
  'prometheus.url': setting('', 'window', readServerUrl, true),
  'prometheus.evaluates': setting(false, 'window', readFlag),
  'alertmanager.url': setting('', 'window', readServerUrl, true),
  'alerts.builtIn': setting({}, 'window', readBuiltIn),
  'alerts.notify': setting('critical', 'window', (at) => readChoice(at, NOTIFY_LEVELS)),
  maintenance: setting([], 'window', readMaintenance),
  'notify.status': setting('down', 'window', (at) => readChoice(at, STATUS_NOTIFY_LEVELS)),
  'alerts.quietHours': setting('', 'window', readQuietHours),
  'alerts.webhook': setting('', 'window', readWebhook, true),
  'alerts.slack': setting('', 'window', readSlack, true),
  pathMappings: setting({}, 'resource', readPathMappings),
  'logs.inSource': setting(true, 'window', readFlag),
  statusBar: setting('always', 'window', (at) => readChoice(at, STATUS_BAR_MODES)),
} as const satisfies Record<string, Setting<unknown>>;

export type SettingKey = keyof typeof SETTINGS;
export const SETTING_KEYS = Object.keys(SETTINGS) as readonly SettingKey[];

/** The settings, by their full names, that a workspace without the user's trust may not set. */
export const restrictedSettings: readonly string[] = SETTING_KEYS.filter((key) => SETTINGS[key].restricted).map(
  (key) => SETTINGS_PREFIX + key,
);

/** What the editor knows of each setting, unchecked; absent is the same as the default. */
export type SettingValues = { readonly [K in SettingKey]?: unknown };

/** Reads one setting; where it is absent or wrong (which is reported) the default. */
export function readSetting<K extends SettingKey>(
  key: K,
  values: SettingValues,
  context: Value['context'],
): NonNullable<ReturnType<(typeof SETTINGS)[K]['read']>> {
  type Read = NonNullable<ReturnType<(typeof SETTINGS)[K]['read']>>;
  const { read, default: initial } = SETTINGS[key];
  const path = [SETTINGS_PREFIX + key];
  const raw = Object.hasOwn(values, key) ? values[key] : undefined;
  const value = (raw === undefined ? undefined : read({ raw, path, context })) ?? read({ raw: initial, path, context });
  return value as Read;
}
