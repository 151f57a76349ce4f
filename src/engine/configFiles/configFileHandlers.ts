import type { ConfigFileKind, ConfigFileRequests } from '../../protocol/configFiles.ts';
import type { Plain, RequestHandlers } from '../../protocol/rpc.ts';
import { YamlReader } from '../rules/yamlReader.ts';
import { readAlertmanager } from './readAlertmanager.ts';
import { checkPrometheus } from './readPrometheus.ts';
import { routeAlert } from './routeAlert.ts';

/** What stands at the top of each kind of file; a manifest of Kubernetes or Compose has other keys there. */
const MARKS: Readonly<Record<ConfigFileKind, readonly string[]>> = {
  alertmanager: ['route', 'receivers'],
  prometheus: ['scrape_configs', 'rule_files', 'alerting'],
};
const OTHERS = ['apiVersion', 'kind', 'services', 'groups'];

/** What the engine answers about the configurations of Alertmanager and Prometheus. */
export function createConfigFileHandlers(): RequestHandlers<Plain<ConfigFileRequests>> {
  return {
    checkConfigFile: (text) => {
      const kind = configFileKind(text);
      if (kind === undefined) return { kind, problems: [] };
      return { kind, problems: kind === 'alertmanager' ? readAlertmanager(text).problems : checkPrometheus(text) };
    },
    alertRoutes: (text, labels) => {
      const { route, problems } = readAlertmanager(text);
      const [problem] = problems;
      if (problem !== undefined) {
        const line = problem.range === undefined ? '' : ` (line ${problem.range.startLine + 1})`;
        return { ok: false, message: `Alertmanager would refuse the file: ${problem.message}${line}` };
      }
      return { ok: true, routes: route === undefined ? [] : routeAlert(route, labels) };
    },
  };
}

/** What a file is, by the keys at its top; undefined where it is neither. */
export function configFileKind(text: string): ConfigFileKind | undefined {
  const keys = topKeys(text);
  if (OTHERS.some((key) => keys.has(key))) return undefined;
  return (['alertmanager', 'prometheus'] as const).find((kind) => MARKS[kind].some((key) => keys.has(key)));
}

/** By lines, so that it is known of a file that is no YAML yet, too. */
function topKeys(text: string): ReadonlySet<string> {
  const keys = [...text.matchAll(/^(\w+)\s*:/gm)].map(([, key = '']) => key);
  if (keys.length > 0) return new Set(keys);
  const yaml = new YamlReader(text);
  return new Set(yaml.problems.length > 0 ? [] : (yaml.mapping(yaml.root, 'a configuration')?.keys() ?? []));
}
