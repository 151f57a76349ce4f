import { PROBE_KINDS } from '../model/probe.ts';
import type { LogSource, Threshold } from '../model/service.ts';
import type { SignalSetting } from '../model/signal.ts';
import * as problems from './problems.ts';
import type { ProbeDraft } from './probes/probeForm.ts';
import { PROBE_FORMS } from './probes/registry.ts';
import { readLogs } from './readLogs.ts';
import { readProbes } from './readProbes.ts';
import { readSignals } from './readSignals.ts';
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
  'health',
  'tcp',
  'command',
  'metrics',
  'cacheStats',
  'postgres',
  'redis',
  'logs',
  'thresholds',
  'signals',
  ...TIMING_KEYS,
] as const;

/** A service without its id and those of its probes, which are known once all folders are read. */
export interface ServiceDraft {
  readonly name: string;
  readonly group?: string;
  readonly environment?: string;
  readonly probes: readonly ProbeDraft[];
  readonly thresholds: readonly Threshold[];
  readonly signals?: readonly SignalSetting[];
  readonly logs?: readonly LogSource[];
}

/**
 * A service from its settings. Undefined where it is no object, or (without a problem) where it is switched off; all else
 * that is wrong is reported and the rest stays.
 */
export function readService(name: string, at: Value, settings: Required<Timing>): ServiceDraft | undefined {
  if (!/^[^\p{Cc}]{1,200}$/u.test(name) || name.trim() === '') {
    at.context.report(problems.badServiceName(at.path));
    return undefined;
  }
  const field = readObject(at, SERVICE_KEYS, 'an object such as { "health": "http://localhost:3000/health" }');
  if (field === undefined) return undefined;
  const firstUse = at.context.secretUses.length;
  const group = optionalText(field('group'), 'a group such as "Backend"');
  const environment = optionalText(field('environment'), 'an environment such as "local" or "production"');
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
  const thresholds = isPresent(field('thresholds')) ? readThresholds(field('thresholds')) : [];
  const signals = isPresent(field('signals')) ? readSignals(field('signals')) : [];
  const logs = isPresent(field('logs')) ? readLogs(field('logs')) : [];
  if (given === 0) at.context.report(problems.emptyService(at.path, name));
  if (readFlag(field('enabled')) === false) {
    at.context.secretUses.length = firstUse;
    return undefined;
  }
  return {
    name,
    ...(group !== undefined && { group }),
    ...(environment !== undefined && { environment }),
    probes,
    thresholds,
    ...(signals.length > 0 && { signals }),
    ...(logs.length > 0 && { logs }),
  };
}

function optionalText(at: Value, expected: string): string | undefined {
  return isPresent(at) ? readPlain(at, expected) : undefined;
}
