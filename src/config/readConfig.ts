import type { Problem } from '../model/problem.ts';
import type { ProxySettings } from '../model/request.ts';
import type { Config, ProbeConfig, Service } from '../model/service.ts';
import type { AlertSettings } from './readAlerts.ts';
import * as problems from './problems.ts';
import { type Dependent, resolveDependencies, resolveMaintenance } from './readDependencies.ts';
import type { ServiceDraft } from './readService.ts';
import type { PathMapping } from './readPathMappings.ts';
import { readVariants } from './readVariants.ts';
import { readSetting, type SettingValues, type StatusBarMode } from './settings.ts';
import type { Timing } from './timing.ts';
import type { Path, ReadContext, SecretUse } from './value.ts';

/** The settings as one workspace folder sees them. */
export interface FolderInput {
  /** The folder's name in the workspace; absent where no folder is open. */
  readonly folderName?: string;
  readonly folderPath?: string;
  /** The effective value of each key of `SETTINGS`. */
  readonly values: SettingValues;
  /** See `environment` in dotEnv.ts. */
  readonly env: (name: string) => string | undefined;
}

/** One entry per workspace folder, in their order; one without a folder where none is open. */
export interface ConfigInput {
  readonly folders: readonly FolderInput[];
  readonly userHome?: string;
  /** See `proxySettings`. */
  readonly proxy?: ProxySettings;
}

/** A problem with the folder whose settings it is in (absent where no folder is open). */
export interface ConfigProblem extends Problem {
  readonly folderPath?: string;
}

/** A secret that the configuration needs. */
export interface SecretUses {
  readonly name: string;
  /** A service, by its id, or one of the settings of the window, by its name. */
  readonly usedBy: readonly { readonly serviceId: string; readonly path: Path; readonly origin?: string }[];
}

export interface ConfigOutput {
  readonly config: Config;
  readonly statusBar: StatusBarMode;
  /** Patterns of rule files, relative to each folder. */
  readonly rules: readonly string[];
  readonly alerts: AlertSettings;
  /** Of all folders, each once. */
  readonly pathMappings: readonly PathMapping[];
  /** Whether log statements show how often their message was seen. */
  readonly logsInSource: boolean;
  readonly problems: readonly ConfigProblem[];
  readonly secrets: readonly SecretUses[];
}

interface DependentIn extends Dependent {
  readonly place: Pick<ConfigProblem, 'folderPath'>;
}

const MAX_PROBLEMS = 500;

/**
 * The configuration from unchecked settings: everything that is wrong is collected, and the valid rest is in `config`.
 * Never throws, whatever the settings hold.
 */
export function readConfig(input: ConfigInput): ConfigOutput {
  const [firstInput = { values: {}, env: () => undefined }, ...otherInputs] = input.folders;
  const first = readFolder(firstInput, input.userHome);
  const others = otherInputs.map((folder) => readFolder(folder, input.userHome, first.settings));
  const merged = mergeFolders([first, ...others]);
  const names = [...new Set(merged.services.map(({ name }) => name))];
  const maintenance = resolveMaintenance(first.maintenance, names, (problem) => first.windowProblems.push(problem));
  const found = [...first.windowProblems, ...merged.problems];
  return {
    config: {
      services: merged.services,
      concurrency: first.concurrency,
      historyMaxAgeMs: first.historyMaxAgeMs,
      historyMaxBytes: first.historyMaxBytes,
      ...(input.proxy !== undefined && { proxy: input.proxy }),
      ...(first.unfocusedIntervalMs > 0 && { unfocusedIntervalMs: first.unfocusedIntervalMs }),
      ...(maintenance.length > 0 && { maintenance }),
    },
    statusBar: first.statusBar,
    rules: first.rules,
    alerts: first.alerts,
    pathMappings: uniqueMappings([first, ...others].flatMap(({ pathMappings }) => pathMappings)),
    logsInSource: first.logsInSource,
    problems:
      found.length > MAX_PROBLEMS
        ? [...found.slice(0, MAX_PROBLEMS), problems.tooManyProblems(found.length - MAX_PROBLEMS)]
        : found,
    secrets: withSettings(merged.secrets, first.windowSecrets),
  };
}

/** The secrets of services, and with them those that settings of the window name. */
function withSettings(secrets: readonly SecretUses[], uses: readonly SecretUse[]): readonly SecretUses[] {
  const all = new Map(secrets.map(({ name, usedBy }) => [name, [...usedBy]]));
  for (const { name, ...use } of uses) {
    all.set(name, [...(all.get(name) ?? []), { serviceId: String(use.path[0]), ...use }]);
  }
  return [...all].map(([name, usedBy]) => ({ name, usedBy }));
}

function uniqueMappings(mappings: readonly PathMapping[]): readonly PathMapping[] {
  return [...new Map(mappings.map((mapping) => [`${mapping.from}\n${mapping.to}`, mapping])).values()];
}

/** What was found under one service's name, as data that can be compared between folders. */
interface ServiceReading {
  readonly name: string;
  readonly draft: ServiceDraft | undefined;
  readonly problems: readonly Problem[];
  readonly secretUses: readonly SecretUse[];
  /** Equal for readings that are equal in all of this. */
  readonly key: string;
}

/** `firstSettings`: what the first folder has for its probes. */
function readFolder(folder: FolderInput, userHome: string | undefined, firstSettings?: Required<Timing>) {
  const { values, folderPath } = folder;
  const variables = {
    env: folder.env,
    ...(folderPath !== undefined && { folderPath }),
    ...(userHome !== undefined && { userHome }),
  };
  const contextOf = (found: Problem[]): ReadContext => ({
    report: (problem) => void found.push(problem),
    variables,
    secretUses: [],
  });

  const windowProblems: ConfigProblem[] = [];
  const windowContext = contextOf(windowProblems);
  const resourceProblems: Problem[] = [];
  const resourceContext = contextOf(resourceProblems);
  const settings = {
    intervalMs: readSetting('interval', values, resourceContext),
    timeoutMs: readSetting('timeout', values, resourceContext),
    failureThreshold: readSetting('failureThreshold', values, resourceContext),
    successThreshold: readSetting('successThreshold', values, resourceContext),
    graceMs: readSetting('grace', values, resourceContext),
  };
  // A folder's own interval does not make another service of what it inherits.
  const differs = firstSettings !== undefined && JSON.stringify(settings) !== JSON.stringify(firstSettings);
  const readings = readSetting('services', values, resourceContext).flatMap(([name, at]): ServiceReading[] => {
    const found: Problem[] = [];
    const variants = readVariants(name, { ...at, context: contextOf(found) }, settings);
    const inFirst = differs ? readVariants(name, { ...at, context: contextOf([]) }, firstSettings) : [];
    return variants.map(({ name: variant, draft, secretUses }, i) => {
      const key = JSON.stringify([variant, inFirst[i]?.draft ?? draft, found, secretUses]);
      // What is wrong about the entry is told with the first service that it stands for.
      return { name: variant, draft, problems: i === 0 ? found : [], secretUses, key };
    });
  });
  return {
    folder,
    readings,
    settings,
    windowProblems,
    windowSecrets: windowContext.secretUses,
    resourceProblems,
    concurrency: readSetting('concurrency', values, windowContext),
    unfocusedIntervalMs: readSetting('unfocusedInterval', values, windowContext),
    historyMaxAgeMs: readSetting('history.maxAge', values, windowContext),
    historyMaxBytes: readSetting('history.maxSize', values, windowContext),
    maintenance: readSetting('maintenance', values, windowContext),
    statusBar: readSetting('statusBar', values, windowContext),
    rules: readSetting('rules', values, windowContext),
    pathMappings: readSetting('pathMappings', values, resourceContext),
    logsInSource: readSetting('logs.inSource', values, windowContext),
    alerts: {
      without: readSetting('alerts.builtIn', values, windowContext),
      notify: readSetting('alerts.notify', values, windowContext),
      status: readSetting('notify.status', values, windowContext),
      quietHours: readSetting('alerts.quietHours', values, windowContext),
      webhook: readSetting('alerts.webhook', values, windowContext),
      slack: readSetting('alerts.slack', values, windowContext),
      prometheus: readSetting('prometheus.url', values, windowContext),
      prometheusEvaluates: readSetting('prometheus.evaluates', values, windowContext),
      alertmanager: readSetting('alertmanager.url', values, windowContext),
    },
  };
}

/**
 * Joins the folders. Every folder sees the services of the user's and the workspace's settings, so a service that reads the
 * same in all of them is one service; the rest are the folders' own, and take the folder's name where several have some.
 */
function mergeFolders(folders: readonly ReturnType<typeof readFolder>[]) {
  const shared = sharedReadings(folders);
  const withOwn = folders.filter(({ readings }) => readings.some((reading) => !shared.has(reading.key)));
  const services: Service[] = [];
  const found: ConfigProblem[] = [];
  const uses = new Map<string, SecretUses['usedBy'][number][]>();
  const takenIds = new Set<string>();
  const done = new Set<string>();
  const dependents: DependentIn[] = [];

  for (const { folder, readings, resourceProblems } of folders) {
    const place = folder.folderPath === undefined ? {} : { folderPath: folder.folderPath };
    for (const problem of resourceProblems) {
      // What every folder inherits is wrong once.
      const inherited = folders.length > 1 && folders.every((other) => other.resourceProblems.some(isSame(problem)));
      if (!inherited) found.push({ ...problem, ...place });
      else if (folder === folders[0]?.folder) found.push(problem);
    }
    for (const reading of readings) {
      const { key } = reading;
      const isShared = shared.has(key);
      if (isShared && done.has(key)) continue;
      done.add(key);
      for (const problem of reading.problems) found.push({ ...problem, ...place });
      if (reading.draft === undefined) continue;
      const prefix = isShared || withOwn.length < 2 ? undefined : (folder.folderName ?? folder.folderPath);
      const id = freeId(prefix === undefined ? reading.name : `${prefix} › ${reading.name}`, takenIds);
      services.push(withIds(reading.draft, id));
      const { environment } = reading.draft;
      dependents.push({
        id,
        name: reading.name,
        prefix,
        ...(environment !== undefined && { environment }),
        dependsOn: reading.draft.dependsOn ?? [],
        place,
      });
      for (const { name, ...use } of reading.secretUses) {
        const list = uses.get(name) ?? [];
        list.push({ serviceId: id, ...use });
        uses.set(name, list);
      }
    }
  }
  const written = folders.flatMap(({ readings }) => readings.map(({ name }) => name));
  const dependencies = resolveDependencies(dependents, written, (problem, { place }) =>
    found.push({ ...problem, ...place }),
  );
  return {
    services: services.map((service) => withDependencies(service, dependencies.get(service.id))),
    problems: found,
    secrets: [...uses].map(([name, usedBy]): SecretUses => ({ name, usedBy })),
  };
}

function sharedReadings(folders: readonly ReturnType<typeof readFolder>[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const { readings } of folders) {
    for (const { key } of readings) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return new Set([...counts].filter(([, count]) => count === folders.length && count > 1).map(([key]) => key));
}

function isSame(problem: Problem): (other: Problem) => boolean {
  const text = JSON.stringify(problem);
  return (other) => JSON.stringify(other) === text;
}

/** Two folders may have the same name, and a service may be named like a folder's: a number tells them apart. */
function freeId(wanted: string, taken: Set<string>): string {
  let id = wanted;
  for (let number = 2; taken.has(id); number++) id = `${wanted} (${number})`;
  taken.add(id);
  return id;
}

function withDependencies(service: Service, dependsOn: readonly string[] | undefined): Service {
  return dependsOn === undefined ? service : { ...service, dependsOn };
}

function withIds({ dependsOn: _written, ...draft }: ServiceDraft, id: string): Service {
  return { ...draft, id, probes: draft.probes.map((probe): ProbeConfig => ({ ...probe, id: `${id}/${probe.name}` })) };
}
