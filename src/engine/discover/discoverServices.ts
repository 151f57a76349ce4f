import { parseDotEnv } from '../../config/dotEnv.ts';
import { readConfig } from '../../config/readConfig.ts';
import { SETTING_KEYS } from '../../config/settings.ts';
import type { DiscoveredService, FileText } from '../../protocol/discover.ts';
import { DiscoverFile } from './discoverFile.ts';
import { composeFormat } from './formats/compose.ts';
import { dotEnvFormat } from './formats/dotEnv.ts';
import { gatusFormat } from './formats/gatus.ts';
import { kubernetesFormat } from './formats/kubernetes.ts';
import { pm2Format } from './formats/pm2.ts';
import { prometheusFormat } from './formats/prometheus.ts';
import { uptimeKumaFormat } from './formats/uptimeKuma.ts';
import type { DiscoverFormat, Found } from './found.ts';

/** Every kind of file that services are found in. */
export const DISCOVER_FORMATS: readonly DiscoverFormat[] = [
  prometheusFormat,
  composeFormat,
  kubernetesFormat,
  pm2Format,
  dotEnvFormat,
  gatusFormat,
  uptimeKumaFormat,
];

const MAX_SERVICES = 500;

/** The services that the files of a workspace speak of, in the order of the files; only what the settings take. */
export async function discoverServices(files: readonly FileText[]): Promise<DiscoveredService[]> {
  const all = files.map(({ path, text }) => new DiscoverFile(path, text));
  const variables = parseDotEnv(all.find(({ path }) => path === '.env')?.text ?? '');
  const found: DiscoveredService[] = [];
  for (const file of all) {
    for (const format of DISCOVER_FORMATS) {
      for (const service of format.read(file, all)) {
        if (found.length >= MAX_SERVICES) return found;
        if (!isTaken(service, variables)) continue;
        const { key, name, notes = [] } = service;
        found.push({ key, name, service: service.service, notes, file: file.path, format: format.name });
      }
    }
    // Parsing is quick but not free: whatever else the engine has to do comes in between.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return found;
}

/** Whether the reader of the settings has nothing against it. */
function isTaken({ name, service }: Found, variables: ReadonlyMap<string, string>): boolean {
  const values = Object.fromEntries(
    SETTING_KEYS.map((key) => [key, key === 'services' ? { [name]: service } : undefined]),
  );
  const { problems } = readConfig({
    // A variable that is not set here may be set where the editor runs.
    folders: [{ folderName: 'workspace', folderPath: '/workspace', values, env: (key) => variables.get(key) ?? '1' }],
    userHome: '/home',
  });
  return !problems.some(({ severity }) => severity === 'error');
}
