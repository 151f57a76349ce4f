import type { Assertion } from '../model/assertion.ts';
import type { ProbeKind } from '../model/probe.ts';
import { readAssertions } from './assertions/readAssertions.ts';
import * as problems from './problems.ts';
import type { FoundTarget, ProbeDraft, ProbeForm } from './probes/probeForm.ts';
import {
  PROBE_COMMON_KEYS,
  mergeTiming,
  readProbeTiming,
  readRole,
  type Role,
  ROLE_TIMING,
  type Timing,
} from './timing.ts';
import { child, isPresent, readObject, type Value } from './value.ts';

/** The timing that the levels above a probe give it. */
export interface TimingAbove {
  readonly service: Timing;
  readonly settings: Required<Timing>;
}

/**
 * The probes under one key of a service: a short form, an object, or a list of these. What is wrong about when a probe
 * runs is reported and the default taken; what is wrong about what it asks drops the probe.
 */
export function readProbes<K extends ProbeKind>(
  at: Value,
  form: ProbeForm<K>,
  above: TimingAbove,
  takenNames: Set<string>,
): ProbeDraft[] {
  const { raw } = at;
  if (!Array.isArray(raw) || form.isShort(raw)) return asList(readProbe(at, form, above, takenNames, 0));
  if (raw.length === 0) at.context.report(problems.emptyList(at.path));
  return raw.flatMap((_, i) => asList(readProbe(child(at, i), form, above, takenNames, i)));
}

function readProbe<K extends ProbeKind>(
  at: Value,
  form: ProbeForm<K>,
  above: TimingAbove,
  takenNames: Set<string>,
  position: number,
): ProbeDraft | undefined {
  const { context } = at;
  const firstUse = context.secretUses.length;
  const found = form.isShort(at.raw) ? readShort(at, form) : readLong(at, form);
  const name = found && nameProbe(found.nameAt, form.setting, position, takenNames);
  if (found?.target === undefined || name === undefined) {
    context.secretUses.length = firstUse;
    return undefined;
  }
  const { target, origin } = found.target;
  if (origin !== undefined) {
    for (const use of context.secretUses.splice(firstUse))
      context.secretUses.push(use.origin === undefined ? { ...use, origin } : use);
  }
  const { role } = found.role;
  const settings = { ...above.settings, ...ownDefaults(form) };
  const timing =
    role === undefined
      ? mergeTiming(at, found.timing, above.service, settings, form.leastDefaultIntervalMs)
      : mergeTiming(at, found.timing, above.service, ROLE_TIMING, 0);
  const isOnce = role === 'liveness' || role === 'startup';
  const assertions = [...(found.target.assertions ?? []), ...found.assertions];
  return {
    ...target,
    name,
    ...timing,
    ...(isOnce && { successThreshold: 1 }),
    ...found.role,
    ...(assertions.length > 0 && { assertions }),
  };
}

function ownDefaults<K extends ProbeKind>({ defaultFailureThreshold: failureThreshold }: ProbeForm<K>): Timing {
  return failureThreshold === undefined ? {} : { failureThreshold };
}

interface FoundProbe<K extends ProbeKind> {
  readonly target: FoundTarget<K> | undefined;
  readonly timing: Timing;
  readonly role: Role;
  readonly assertions: readonly Assertion[];
  readonly nameAt?: Value;
}

function readShort<K extends ProbeKind>(at: Value, form: ProbeForm<K>): FoundProbe<K> {
  return { target: form.readShort(at), timing: {}, role: {}, assertions: [] };
}

function readLong<K extends ProbeKind>(at: Value, form: ProbeForm<K>): FoundProbe<K> | undefined {
  const field = readObject<string>(at, [...form.keys, ...PROBE_COMMON_KEYS], form.expected);
  if (field === undefined) return undefined;
  return {
    target: form.readLong(at, field),
    timing: readProbeTiming(field),
    role: readRole(field),
    assertions: readAssertions(field('assert'), form.facts),
    nameAt: field('name'),
  };
}

/** The probe's own name, or its key with its number from the second one on; undefined (and reported) where it is taken. */
function nameProbe(
  nameAt: Value | undefined,
  setting: string,
  position: number,
  takenNames: Set<string>,
): string | undefined {
  let name = position === 0 ? setting : `${setting} ${position + 1}`;
  if (nameAt !== undefined && isPresent(nameAt)) {
    const { raw } = nameAt;
    // A slash would make ids ambiguous: `<service>/<probe>`.
    if (typeof raw !== 'string' || !/^[^/\p{Cc}]{1,200}$/u.test(raw) || raw.trim() === '') {
      nameAt.context.report(problems.badName(nameAt.path, 'A probe'));
    } else if (takenNames.has(raw)) {
      nameAt.context.report(problems.duplicateProbe(nameAt.path, raw));
      return undefined;
    } else name = raw;
  }
  for (let number = position + 2; takenNames.has(name); number++) name = `${setting} ${number}`;
  takenNames.add(name);
  return name;
}

function asList<T>(item: T | undefined): T[] {
  return item === undefined ? [] : [item];
}
