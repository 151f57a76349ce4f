import type { Problem } from '../model/problem.ts';
import * as problems from './problems.ts';
import { PROBE_FORMS } from './probes/registry.ts';
import { readService, type ServiceDraft, type Variant } from './readService.ts';
import type { Timing } from './timing.ts';
import { child, isObject, isPresent, readEntries, type SecretUse, type Value } from './value.ts';

const MAX_ENVIRONMENTS = 20;
/** What a service is in that has `environments` and names none of its own. */
const OWN_ENVIRONMENT = 'local';

/** One of the services that an entry of the settings stands for. */
export interface ServiceVariant {
  readonly name: string;
  readonly draft: ServiceDraft | undefined;
  readonly secretUses: readonly SecretUse[];
}

/**
 * The services that one entry of the settings stands for, at least one: itself, where it has probes of its own, and one for each
 * of its `environments`, which has what the entry has and in its place what the environment says.
 */
export function readVariants(name: string, at: Value, settings: Required<Timing>): readonly ServiceVariant[] {
  const report = reportOnce((problem) => at.context.report(problem));
  const read = (own: string, variant?: Variant): ServiceVariant => {
    const secretUses: SecretUse[] = [];
    const context = { ...at.context, report, secretUses };
    const overrides = variant?.overrides;
    const inContext = overrides === undefined ? variant : { ...variant, overrides: { ...overrides, context } };
    return { name: own, draft: readService(own, { ...at, context }, settings, inContext as Variant), secretUses };
  };
  const environmentsAt = child({ ...at, context: { ...at.context, report } }, 'environments');
  if (!isPresent(environmentsAt)) return [read(name)];
  const own = child(at, 'environment').raw;
  const variants = readEnvironments(environmentsAt)
    // Its own may be among them, so that all are in one place; it is no other service.
    .filter(({ environment }) => environment !== (own ?? OWN_ENVIRONMENT) || !hasProbes(at))
    .map((variant) => read(variantName(name, variant.environment), { ...variant, entry: name }));
  if (variants.length > 0 && !hasProbes(at)) return variants;
  return [read(name, own === undefined ? { environment: OWN_ENVIRONMENT } : undefined), ...variants];
}

function readEnvironments(at: Value): readonly { readonly environment: string; readonly overrides: Value }[] {
  const entries = readEntries(at, 'an object of environments by name,') ?? [];
  if (entries.length > MAX_ENVIRONMENTS) at.context.report(problems.tooMany(at.path, MAX_ENVIRONMENTS, 'environments'));
  return entries.slice(0, MAX_ENVIRONMENTS).flatMap(([environment, overrides]) => {
    if (/^[^\p{Cc}/]{1,50}$/u.test(environment) && environment.trim() !== '') return { environment, overrides };
    at.context.report(problems.badName(overrides.path, 'An environment'));
    return [];
  });
}

/** What the service of an environment is called: `api (staging)`. */
export function variantName(name: string, environment: string): string {
  return `${name} (${environment})`;
}

function hasProbes({ raw }: Value): boolean {
  return isObject(raw) && Object.values(PROBE_FORMS).some(({ setting }) => Object.hasOwn(raw, setting));
}

/** What several environments inherit is wrong once. */
function reportOnce(report: (problem: Problem) => void): (problem: Problem) => void {
  const reported = new Set<string>();
  return (problem) => {
    const key = JSON.stringify(problem);
    if (!reported.has(key)) report(problem);
    reported.add(key);
  };
}
