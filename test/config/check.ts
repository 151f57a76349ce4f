import assert from 'node:assert/strict';
import { environment } from '../../src/config/dotEnv.ts';
import { type ConfigOutput, type FolderInput, readConfig } from '../../src/config/readConfig.ts';
import { SETTING_KEYS, SETTINGS_PREFIX } from '../../src/config/settings.ts';

/** The settings as they stand in settings.json: full names to values. */
export type Settings = Readonly<Record<string, unknown>>;

const ENVIRONMENT: Readonly<Record<string, string>> = {
  API_HOST: 'api.internal',
  PORT: '8080',
  EMPTY: '',
  NESTED: '${secret:x}',
};

/** One folder's input as the editor would give it. */
export function folder(settings: Settings, name = 'app'): FolderInput {
  const values = Object.fromEntries(SETTING_KEYS.map((key) => [key, settings[SETTINGS_PREFIX + key]]));
  return {
    folderName: name,
    folderPath: `/home/ann/${name}`,
    values,
    env: environment(ENVIRONMENT),
  };
}

export function read(settings: Settings): ConfigOutput {
  return readConfig({ folders: [folder(settings)], userHome: '/home/ann' });
}

/** A settings object with one service, `api`. */
export function withService(service: unknown): Settings {
  return { 'watchpost.services': { api: service } };
}

/** Problems as `code path` lines, the path without what all share. */
export function problemLines({ problems }: ConfigOutput): string[] {
  return problems.map(({ code, path = [] }) => `${code} ${path.join('/')}`);
}

/** Reads the service `api` and compares its probes (the named parts of each) and its problems. */
export function checkService(
  service: unknown,
  expected: { probes?: readonly Readonly<Record<string, unknown>>[]; problems?: readonly string[] },
): void {
  const output = read(withService(service));
  assert.deepEqual(
    problemLines(output).map((line) =>
      line.replace('watchpost.services/api/', '').replace('watchpost.services/api', '.'),
    ),
    expected.problems ?? [],
  );
  if (expected.probes === undefined) return;
  const probes = output.config.services[0]?.probes ?? [];
  assert.deepEqual(
    probes.map((probe, i) => pick(probe, Object.keys(expected.probes?.[i] ?? {}))),
    expected.probes,
  );
}

function pick(source: object, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(keys.map((key) => [key, (source as Record<string, unknown>)[key]]));
}
