import { asList, asObject, asText, type Dictionary, type DiscoverFile } from '../discoverFile.ts';
import type { DiscoverFormat, Found } from '../found.ts';
import { readExportedLiteral } from '../jsLiteral.ts';

const NAMES =
  /^(?:ecosystem\.config\.(?:js|cjs|mjs|json|ya?ml)|(?:pm2|process)[\w.-]*\.(?:json|ya?ml)|pm2[\w.-]*\.config\.(?:js|cjs))$/;

/** PM2's ecosystem files, which are read and never run: a service for each app with a port, with its logs. */
export const pm2Format: DiscoverFormat = {
  name: 'PM2',
  read(file) {
    if (!NAMES.test(file.name)) return [];
    return contents(file).flatMap((value) => {
      const apps = Array.isArray(value) ? value : asList(asObject(value)['apps']);
      return apps.flatMap((app) => readApp(asObject(app)));
    });
  },
};

function contents(file: DiscoverFile): readonly unknown[] {
  return /\.[cm]?js$/.test(file.name) ? [readExportedLiteral(file.text)] : file.documents();
}

function readApp(app: Dictionary): Found[] {
  const name =
    asText(app['name']) ??
    asText(app['script'])
      ?.replace(/^.*\//, '')
      .replace(/\.\w+$/, '');
  if (name === undefined) return [];
  const environments = ['env', 'env_development', 'env_production'].map((key) => asObject(app[key]));
  const ports = environments.flatMap((env) => ['PORT', 'HTTP_PORT', 'port'].map((key) => portOf(env[key])));
  const port = ports.find((one) => one !== undefined) ?? portOf(app['port']);
  if (port === undefined) return [];
  return [{ key: name, name, service: { tcp: `localhost:${port}`, logs: [{ pm2: name }] } }];
}

function portOf(value: unknown): number | undefined {
  const port =
    typeof value === 'number' ? value : typeof value === 'string' && /^\d{1,5}$/.test(value) ? Number(value) : 0;
  return port >= 1 && port <= 65_535 ? port : undefined;
}
