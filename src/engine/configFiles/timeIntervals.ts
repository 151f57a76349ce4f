import type { Node } from 'yaml';
import { quote } from '../promql/goText.ts';
import type { YamlReader } from '../rules/yamlReader.ts';
import { isAbsent, readShape, type Shape } from './shape.ts';

const INTERVAL: Shape = {
  what: 'a time interval',
  fields: {
    times: { list: { what: 'a time range', fields: { start_time: 'text', end_time: 'text' } } },
    weekdays: 'texts',
    days_of_month: 'texts',
    months: 'texts',
    years: 'texts',
    location: 'text',
  },
};
export const TIME_INTERVALS: Shape = {
  what: 'a named time interval',
  fields: { name: 'text', time_intervals: { list: INTERVAL } },
};

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

/** Holds the intervals of a named time interval against what Alertmanager can read (timeinterval/timeinterval.go). */
export function checkTimeIntervals(yaml: YamlReader, list: Node | null | undefined): void {
  for (const node of yaml.list(list, 'time_intervals')) {
    if (isAbsent(yaml, node)) continue;
    const interval = yaml.mapping(node, INTERVAL.what);
    const each = (key: string, check: (text: string) => string | undefined): void => {
      for (const item of yaml.list(interval?.get(key)?.value, key)) {
        const problem = check(yaml.text(item, key) ?? '');
        if (problem !== undefined) yaml.report(problem, item);
      }
    };
    for (const range of yaml.list(interval?.get('times')?.value, 'times')) checkTimes(yaml, range);
    each('weekdays', (text) => checkRange(text, (one) => nameOrNumber(one, WEEKDAYS), 'weekday'));
    each('months', (text) => checkRange(text, (one) => monthOf(one), 'month'));
    each('years', (text) => checkRange(text, (one) => (/^\d+$/.test(one) ? Number(one) : undefined), 'year'));
    each('days_of_month', checkDays);
    const location = interval?.get('location')?.value;
    const zone = yaml.text(location, 'location');
    if (zone !== undefined && !isZone(zone)) yaml.report(`unknown time zone ${zone}`, location);
  }
}

function checkTimes(yaml: YamlReader, node: Node): void {
  const range = readShape(yaml, node, { what: 'a time range', fields: { start_time: 'any', end_time: 'any' } });
  if (range === undefined) return;
  const [start, end] = ['start_time', 'end_time'].map((key) => {
    const text = yaml.text(range.get(key)?.value, key);
    const match = /^(?:([01]\d|2[0-3]):([0-5]\d)|(24):(00))$/.exec(text ?? '');
    return match === null ? undefined : Number(match[1] ?? match[3]) * 60 + Number(match[2] ?? match[4]);
  });
  if (!range.has('start_time') || !range.has('end_time')) {
    yaml.report('both start and end times must be provided', node);
  } else if (start === undefined || end === undefined) yaml.report("couldn't parse timestamp, invalid format", node);
  else if (start >= end) yaml.report('start time cannot be equal or greater than end time', node);
}

function checkRange(text: string, read: (one: string) => number | undefined, what: string): string | undefined {
  const parts = text.split(':');
  if (parts.length > 2) return `${quote(text)} is not a valid ${what}`;
  const [from, to = from] = parts.map((part) => read(part.toLowerCase()));
  if (from === undefined || to === undefined) return `${quote(text)} is not a valid ${what}`;
  return from > to ? `start ${what} cannot be before end ${what}: ${quote(text)}` : undefined;
}

function nameOrNumber(text: string, names: readonly string[]): number | undefined {
  const at = names.indexOf(text);
  return at < 0 ? undefined : at;
}

function monthOf(text: string): number | undefined {
  // Alertmanager takes any number here.
  if (/^\d+$/.test(text)) return Number(text);
  const at = MONTHS.indexOf(text);
  return at < 0 ? undefined : at + 1;
}

/** Days count from the month's end where they are negative. */
function checkDays(text: string): string | undefined {
  const match = /^(-?\d+)(?::(-?\d+))?$/.exec(text);
  if (match === null) return `${quote(text)} is not a valid day of the month`;
  const [from, to] = [Number(match[1]), Number(match[2] ?? match[1])];
  for (const day of [from, to]) {
    if (day === 0 || Math.abs(day) > 31) return `${day} is not a valid day of the month: out of range`;
  }
  if (from < 0 && to > 0) return 'end day must be negative if start day is negative';
  // Compared as days of a month of 31 days.
  const inMonth = (day: number): number => (day < 0 ? 32 + day : day);
  return inMonth(from) > inMonth(to) ? 'end day is always before start day' : undefined;
}

function isZone(name: string): boolean {
  if (name === 'Local' || name === 'UTC' || name === '') return true;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
