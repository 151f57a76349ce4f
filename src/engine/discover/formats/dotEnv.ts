import { parseDotEnv } from '../../../config/dotEnv.ts';
import type { DiscoverFormat, Found } from '../found.ts';

/** A folder's own `.env`: ports, and the URLs of databases, which stay where they are: the settings name the variable. */
export const dotEnvFormat: DiscoverFormat = {
  name: 'Variables',
  read(file) {
    // The settings read the one in the workspace's folder, and no other.
    if (file.path !== '.env') return [];
    return [...parseDotEnv(file.text)].flatMap(([name, value]) => readVariable(name, value));
  },
};

function readVariable(name: string, value: string): Found[] {
  const variable = `\${env:${name}}`;
  const words = name.toLowerCase().split('_');
  const called = (ending: number, otherwise: string): string => words.slice(0, -ending).join('-') || otherwise;
  if (words.at(-1) === 'port' && /^\d{1,5}$/.test(value) && Number(value) >= 1 && Number(value) <= 65_535) {
    return [{ key: name, name: called(1, 'app'), service: { tcp: `localhost:${variable}` } }];
  }
  if (/^postgres(?:ql)?:\/\//.test(value))
    return [{ key: name, name: called(1, 'database'), service: { postgres: variable } }];
  if (/^rediss?:\/\//.test(value)) return [{ key: name, name: called(1, 'redis'), service: { redis: variable } }];
  return [];
}
