import type { Unit } from '../../base/unit.ts';
import { SIGNAL_GROUPS, type SignalGroup, type SignalSetting } from '../../model/signal.ts';
import { familyView, type UnitOf } from './familySummary.ts';
import type { FoundSignal, JobMetrics } from './finder.ts';

/** A signal of a service without its value: what was found, after the settings and with what is pinned. */
export interface SignalDefinition {
  readonly name: string;
  readonly group: SignalGroup;
  readonly unit: Unit;
  readonly query: string;
  readonly key: boolean;
  readonly configured: boolean;
}

/** More signals than this are no summary any more. */
const MAX_SIGNALS = 40;

/** What of the found signals the settings leave, change and add, and the pinned metrics that are there. */
export function defineSignals(
  found: readonly FoundSignal[],
  settings: readonly SignalSetting[],
  metrics: JobMetrics,
  pins: readonly string[],
  unitOf: UnitOf,
): SignalDefinition[] {
  const byName = new Map(settings.map((setting) => [setting.name.toLowerCase(), setting]));
  const defined: SignalDefinition[] = [];
  for (const { name, group, unit, query, key = false } of found) {
    const setting = byName.get(name.toLowerCase());
    byName.delete(name.toLowerCase());
    if (setting?.off === true) continue;
    const configured = setting?.query !== undefined;
    defined.push({ name, group, unit: setting?.unit ?? unit, query: setting?.query ?? query, key, configured });
  }
  for (const { name, query, unit = 'none' } of byName.values()) {
    if (query !== undefined) defined.push({ name, group: 'own', unit, query, key: true, configured: true });
  }
  for (const pin of pins) {
    const family = metrics.families.get(pin);
    if (family === undefined || defined.some(({ name }) => name === pin)) continue;
    const { query, valueUnit } = familyView(metrics, family, unitOf);
    defined.push({ name: pin, group: 'pinned', unit: valueUnit, query, key: true, configured: false });
  }
  const place = ({ group }: SignalDefinition): number => SIGNAL_GROUPS.indexOf(group);
  return defined.sort((a, b) => place(a) - place(b)).slice(0, MAX_SIGNALS);
}
