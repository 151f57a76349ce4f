import type { EngineRequests } from '../../protocol/engine.ts';

/** What a new engine is given, in this order: secrets before the configuration that needs them. */
export const WANTED = [
  'setSecrets',
  'setPaused',
  'setHandling',
  'setFocused',
  'configure',
  'setInterest',
  'setSilences',
  'setAlertmanager',
  'setNotifications',
  'setPrometheus',
  'setRuleFiles',
] as const satisfies readonly (keyof EngineRequests)[];
export type Wanted = (typeof WANTED)[number];

/** What is to be sent first of what is unsent. */
export function nextOf(unsent: ReadonlySet<Wanted>): Wanted | undefined {
  return WANTED.find((what) => unsent.has(what));
}
