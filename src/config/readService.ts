import { PROBE_KINDS } from '../model/probe.ts';
import type { Service } from '../model/service.ts';
import * as problems from './problems.ts';
import type { ProbeDraft } from './probes/probeForm.ts';
import { PROBE_FORMS } from './probes/registry.ts';
import { readLogs } from './readLogs.ts';
import { readProbes } from './readProbes.ts';
import { readSignals } from './readSignals.ts';
import { readNames, type WrittenName } from './readNames.ts';
import { readThresholds } from './readThresholds.ts';
import { readPlain } from './template.ts';
import { readTiming, type Timing, TIMING_KEYS } from './timing.ts';
import { isPresent, readObject, type Value } from './value.ts';
import { readFlag } from './quantities.ts';

/** The keys of a service; those of its probes are in the order in which the tree shows them. */
export const SERVICE_KEYS = [
  'enabled',
  'group',
  'environment',
  'environments',
  ...PROBE_KINDS.map((kind) => PROBE_FORMS[kind].setting),
  'logs',
  'thresholds',
  'dependsOn',
  'signals',
  ...TIMING_KEYS,
] as const;

/** A service without its id and those of its probes, which are known once all folders are read. */
export interface ServiceDraft extends Omit<Service, 'id' | 'probes' | 'dependsOn'> {
  readonly probes: readonly ProbeDraft[];
  /** As the settings name them, with where. */
  readonly dependsOn?: readonly WrittenName[];
}

/** In which environment a service is read, and what is there in the place of what it has. */
export interface Variant {
  /** The key of the entry, where the service has another name. */
  readonly entry?: string;
  readonly environment: string;
  readonly overrides?: Value;
}

/** The keys that an environment may have anew. */
export const OVERRIDE_KEYS = SERVICE_KEYS.filter((key) => key !== 'environment' && key !== 'environments');

/**
 * A service from its settings. Undefined where it is no object, or (without a problem) where it is switched off; all else
 * that is wrong is reported and the rest stays.
 */
export function readService(
  name: string,
  at: Value,
  settings: Required<Timing>,
  variant?: Variant,
): ServiceDraft | undefined {
  if (!/^[^\p{Cc}]{1,200}$/u.test(name) || name.trim() === '') {
    at.context.report(problems.badServiceName(at.path));
    return undefined;
  }
  const found = readFields(at, variant);
  if (found === undefined) return undefined;
  const { field, environment } = found;
  const firstUse = at.context.secretUses.length;
  const group = optionalText(field('group'), 'a group such as "Backend"');
  const above = { service: readTiming(field), settings };
  const takenNames = new Set<string>();
  const probes: ProbeDraft[] = [];
  let given = 0;
  for (const kind of PROBE_KINDS) {
    const form = PROBE_FORMS[kind];
    const probesAt = field(form.setting);
    if (!isPresent(probesAt)) continue;
    given++;
    probes.push(...readProbes(probesAt, form, above, takenNames));
  }
  const thresholds = found.all('thresholds').flatMap(readThresholds);
  const dependsOn = isPresent(field('dependsOn')) ? readNames(field('dependsOn'), 'services', '"database"') : [];
  const signals = isPresent(field('signals')) ? readSignals(field('signals')) : [];
  const logs = isPresent(field('logs')) ? readLogs(field('logs')) : [];
  if (given === 0) at.context.report(problems.emptyService(at.path, name));
  if (readFlag(field('enabled')) === false) {
    at.context.secretUses.length = firstUse;
    return undefined;
  }
  return {
    name,
    ...(variant?.entry !== undefined && { entry: variant.entry }),
    ...(group !== undefined && { group }),
    ...(environment !== undefined && { environment }),
    probes,
    // Of two for the same metric the environment's counts.
    thresholds: [...new Map(thresholds.map((threshold) => [threshold.metric, threshold])).values()],
    ...(dependsOn.length > 0 && { dependsOn }),
    ...(signals.length > 0 && { signals }),
    ...(logs.length > 0 && { logs }),
  };
}

const EXPECTED = 'an object such as { "health": "http://localhost:3000/health" }';

/** The fields of a service, those of its environment first; every text in them may name the environment. */
function readFields(at: Value, variant: Variant | undefined) {
  const own = readObject(at, SERVICE_KEYS, EXPECTED);
  const { overrides } = variant ?? {};
  const anew = overrides && readObject(overrides, OVERRIDE_KEYS, EXPECTED);
  if (own === undefined || (overrides !== undefined && anew === undefined)) return undefined;
  const environment =
    variant?.environment ?? optionalText(own('environment'), 'an environment such as "local" or "production"');
  const withEnvironment = (field: Value): Value =>
    environment === undefined
      ? field
      : { ...field, context: { ...field.context, variables: { ...field.context.variables, environment } } };
  type Key = (typeof SERVICE_KEYS)[number];
  const all = (key: Key): readonly Value[] =>
    [own(key), ...(anew !== undefined && isOverride(key) ? [anew(key)] : [])].filter(isPresent).map(withEnvironment);
  return { environment, all, field: (key: Key): Value => all(key).at(-1) ?? own(key) };
}

function isOverride(key: (typeof SERVICE_KEYS)[number]): key is (typeof OVERRIDE_KEYS)[number] {
  return (OVERRIDE_KEYS as readonly string[]).includes(key);
}

function optionalText(at: Value, expected: string): string | undefined {
  return isPresent(at) ? readPlain(at, expected) : undefined;
}
