import type { Status } from '../../model/status.ts';

/** The status that a body can give. */
export type ReadStatus = Exclude<Status, 'paused'>;

/**
 * The vocabulary of all formats, in one place: words in lower case without spaces, `_` and `-`. What one format alone
 * means by a word stands in that format's file.
 */
const VOCABULARY: Readonly<Record<ReadStatus, string>> = {
  up:
    'up ok okay pass passed passing healthy health green working alive live ready running serving success successful succeeded ' +
    'good available true 1 operational online normal active started connected reachable accessible responding responsive pong ' +
    'fine configured serveravailable serverisready allsystemsoperational',
  degraded:
    'warn warning degraded yellow orange amber partial partiallyavailable partially partiallydegraded unstable impaired slow ' +
    'outofservice maintenance maintenancemode undermaintenance maint draining drain nolb shuttingdown serverisshuttingdown ' +
    'starting initializing preinitializing degradedperformance partialoutage recovering',
  down:
    'down fail failed failing failure error errored err unhealthy critical red crashed dead notready notserving unavailable ' +
    'serviceunavailable servernotavailable serverisnotready offline outage majoroutage false 0 fatal stopped disconnected ' +
    'unreachable inaccessible timeout timedout notok nok ko bad broken refused notconnected notavailable notworking ' +
    'unresponsive notresponding notrunning inactive internalservererror badgateway gatewaytimeout nothealthy',
  unknown: 'unknown skipped skip serviceunknown disabled notconfigured na n/a null none pending notchecked nocheck',
};

const WORDS: ReadonlyMap<string, ReadStatus> = new Map(
  (Object.keys(VOCABULARY) as ReadStatus[]).flatMap((status) =>
    VOCABULARY[status].split(' ').map((word) => [word, status] as const),
  ),
);

/** Words by which a service itself says that it still works, if not wholly: they keep their meaning behind a 5xx. */
const EXPLICITLY_DEGRADED: ReadonlySet<string> = new Set([
  'degraded',
  'partial',
  'partiallyavailable',
  'partiallydegraded',
  'impaired',
]);

const LONGEST_WORD = 40;

/** The status that a value of a body stands for: a word, a boolean, 1 or 0, an HTTP code, null; undefined where it stands for none. */
export function readStatusWord(value: unknown): ReadStatus | undefined {
  switch (typeof value) {
    case 'string':
      return value.length > LONGEST_WORD ? undefined : (WORDS.get(value) ?? WORDS.get(normalWord(value)));
    case 'boolean':
      return value ? 'up' : 'down';
    case 'number':
      if (value === 1) return 'up';
      if (value === 0) return 'down';
      return Number.isInteger(value) && value >= 200 && value <= 599 ? (value < 400 ? 'up' : 'down') : undefined;
    default:
      return value === null ? 'unknown' : undefined;
  }
}

/** Whether `word` says `degraded` in so many words. */
export function isExplicitlyDegraded(word: unknown): boolean {
  return typeof word === 'string' && word.length <= LONGEST_WORD && EXPLICITLY_DEGRADED.has(normalWord(word));
}

/** Spring's OUT_OF_SERVICE, which means degraded or down by the HTTP code that it comes with. */
export function isOutOfService(word: unknown): boolean {
  return typeof word === 'string' && word.length <= LONGEST_WORD && normalWord(word) === 'outofservice';
}

/** Lower case, without spaces, `_`, `-` and a full stop at the end. */
export function normalWord(text: string): string {
  return text
    .toLowerCase()
    .replace(/[\s_-]+/g, '')
    .replace(/[.!]+$/, '');
}
