import type { MaintenanceWindow } from '../model/handling.ts';
import { isTimeZone, parseCron } from './cron.ts';
import * as problems from './problems.ts';
import { type Bounds, readDuration } from './quantities.ts';
import { readNames, type WrittenName } from './readNames.ts';
import { child, isPresent, readObject, readText, type Value } from './value.ts';

export const MAINTENANCE_KEYS = [
  'name',
  'services',
  'groups',
  'environments',
  'cron',
  'duration',
  'timeZone',
  'from',
  'to',
] as const;

const MAX_WINDOWS = 100;
const DURATION_BOUNDS: Bounds = { least: [60_000, '1m'], most: [7 * 86_400_000, '7d'] };
const EXPECTED =
  'an object such as { "cron": "0 2 * * 0", "duration": "1h" } or { "from": "2026-12-01T22:00", "to": "2026-12-02T02:00" },';

/** A window with the services that it names as they are written. */
export interface MaintenanceDraft extends Omit<MaintenanceWindow, 'services'> {
  readonly services: readonly WrittenName[];
}

/** Maintenance windows; a wrong one is reported and left out. */
export function readMaintenance(at: Value): readonly MaintenanceDraft[] | undefined {
  if (!Array.isArray(at.raw)) {
    at.context.report(problems.wrongType(at.path, 'a list of maintenance windows', at.raw));
    return undefined;
  }
  if (at.raw.length > MAX_WINDOWS) at.context.report(problems.tooMany(at.path, MAX_WINDOWS, 'windows'));
  return at.raw.slice(0, MAX_WINDOWS).flatMap((_, i) => readWindow(child(at, i)) ?? []);
}

function readWindow(at: Value): MaintenanceDraft | undefined {
  const field = readObject(at, MAINTENANCE_KEYS, EXPECTED);
  if (field === undefined) return undefined;
  const when = isPresent(field('cron')) ? readRecurring(field) : readOnce(at, field);
  if (when === undefined) return undefined;
  const names = (key: 'services' | 'groups' | 'environments', example: string): readonly WrittenName[] =>
    isPresent(field(key)) ? readNames(field(key), key, example) : [];
  const name = isPresent(field('name')) ? readText(field('name'), 'a name such as "backup"') : undefined;
  return {
    name: name ?? 'maintenance',
    services: names('services', '"api"'),
    groups: names('groups', '"Backend"').map((written) => written.name),
    environments: names('environments', '"staging"').map((written) => written.name),
    when,
  };
}

type Field = (key: (typeof MAINTENANCE_KEYS)[number]) => Value;

function readRecurring(field: Field): MaintenanceWindow['when'] | undefined {
  for (const key of ['from', 'to'] as const)
    if (isPresent(field(key))) field(key).context.report(problems.onceAndAgain(field(key).path));
  const cronAt = field('cron');
  const text = readText(cronAt, 'a cron expression such as "0 2 * * 0"');
  const durationMs = readDuration(field('duration'), DURATION_BOUNDS);
  const zoneAt = field('timeZone');
  let timeZone: string | undefined;
  if (isPresent(zoneAt)) {
    const name = readText(zoneAt, 'a time zone such as "Europe/Berlin"');
    if (name !== undefined && isTimeZone(name)) timeZone = name;
    else if (name !== undefined) zoneAt.context.report(problems.badTimeZone(zoneAt.path));
  }
  if (text === undefined || durationMs === undefined) return undefined;
  const schedule = parseCron(text, timeZone);
  if (!schedule.ok) {
    cronAt.context.report(problems.badCron(cronAt.path, schedule.error));
    return undefined;
  }
  return { cron: text, durationMs, ...(timeZone !== undefined && { timeZone }) };
}

function readOnce(at: Value, field: Field): MaintenanceWindow['when'] | undefined {
  if (!isPresent(field('from')) && !isPresent(field('to'))) {
    at.context.report(problems.emptyWindow(at.path));
    return undefined;
  }
  for (const key of ['duration', 'timeZone'] as const)
    if (isPresent(field(key))) field(key).context.report(problems.onceAndAgain(field(key).path));
  const [fromMs, toMs] = [readMoment(field('from')), readMoment(field('to'))];
  if (fromMs === undefined || toMs === undefined) return undefined;
  if (fromMs < toMs) return { fromMs, toMs };
  at.context.report(problems.windowOrder(field('to').path));
  return undefined;
}

/** Unix milliseconds of a time in ISO 8601; without an offset it is local time. */
function readMoment(at: Value): number | undefined {
  const expected = 'a time such as "2026-12-01T22:00" (local) or "2026-12-01T22:00Z"';
  const text = readText(at, expected);
  if (text === undefined) return undefined;
  const isMoment = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?$/.test(text);
  const moment = isMoment ? Date.parse(text.replace(' ', 'T')) : Number.NaN;
  if (!Number.isNaN(moment)) return moment;
  at.context.report(problems.wrongType(at.path, expected, at.raw));
  return undefined;
}
