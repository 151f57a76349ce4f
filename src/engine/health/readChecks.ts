import type { CheckList } from './checkList.ts';
import type { JsonObject } from './health.ts';
import { isObject, normalKey, textOf } from './json.ts';
import { LATENCY_KEYS, readLatencyMs } from './latency.ts';
import { isOutOfService, readStatusWord, type ReadStatus } from './statusWord.ts';

/** Checks nested deeper than this are not read. */
export const MAX_DEPTH = 8;

/** How one format writes its checks, where it differs from what most do. */
export interface CheckOptions {
  /** The HTTP code, for the words whose meaning depends on it. */
  readonly code: number;
  /** What numbers mean as a status in this format. */
  readonly numbers?: ReadonlyMap<number, ReadStatus>;
  /** Milliseconds of one unit of a latency whose key names no unit. By default 1: milliseconds. */
  readonly latencyUnitMs?: number;
  /** Whether a text that is no status word is an error message, and not just unknown. */
  readonly textIsError?: boolean;
  /** Only objects that hold a status are checks: for members that mix checks with data. */
  readonly strict?: boolean;
  /** The status of a check object that gives none. By default `unknown`. */
  readonly missing?: ReadStatus;
  /** The key to read as latency beside the usual ones. */
  readonly latencyKey?: string;
}

/** The members of a check object by what they mean, found in one pass. */
export interface CheckParts {
  status: ReadStatus | undefined;
  /** What `status` was read from. */
  word: unknown;
  message: string | undefined;
  latencyMs: number | undefined;
  name: string | undefined;
  children: [key: string, value: unknown][] | undefined;
  details: unknown;
}

type Role = 'status' | 'message' | 'name' | 'children' | 'details';

/** Normal keys by role; in each the first that is there counts. */
const ROLES: Readonly<Record<Role, string>> = {
  status:
    'status state outcome health overall overallstatus globalstatus healthstatus statusname healthy ishealthy ok success passed available ' +
    'alive up ready connected reachable response result statuscode',
  message:
    'message error notificationmessage output description reason detail symptom msg exception errormessage err failurereason statusmessage ' +
    'lasterror shortsummary summary details',
  name: 'name component checkname checker checkid service servicename componentname key id label title componentid',
  children: 'components checks entries dependencies services subchecks subsystems indicators',
  details: 'details data meta',
};

const ROLE_OF: ReadonlyMap<string, { readonly role: Role; readonly rank: number }> = new Map(
  (Object.keys(ROLES) as Role[])
    .toReversed()
    .flatMap((role) => ROLES[role].split(' ').map((key, rank) => [key, { role, rank }] as const)),
);

/** From this rank on a status key is an ordinary word too, so its value counts only where it is a status. */
const FIRST_BOOLEAN_RANK = ROLES.status.split(' ').indexOf('healthy');
const DETAILS: { readonly role: Role; readonly rank: number } = { role: 'details', rank: 0 };

/** Whether a normal key has a meaning in a check object, so that it is no check itself. */
export function isCheckKey(key: string): boolean {
  return ROLE_OF.has(key) || LATENCY_KEYS.has(key);
}

/** Whether a normal key may name a check from within (`service: "api"`) as well as be one (`service: {"status": …}`). */
export function isNameKey(key: string): boolean {
  return ROLE_OF.get(key)?.role === 'name';
}

/** Sorts the members of `object` by what they mean. */
export function checkParts(object: JsonObject, options: CheckOptions): CheckParts {
  const parts: CheckParts = {
    status: undefined,
    word: undefined,
    message: undefined,
    latencyMs: undefined,
    name: undefined,
    children: undefined,
    details: undefined,
  };
  let statusRank = Infinity;
  let messageRank = Infinity;
  let nameRank = Infinity;
  for (const key in object) {
    const value = object[key];
    let normal = key;
    let found = ROLE_OF.get(key);
    let unitMs = found === undefined ? LATENCY_KEYS.get(key) : undefined;
    if (found === undefined && unitMs === undefined) {
      normal = normalKey(key);
      if (normal === options.latencyKey) unitMs = 0;
      else if (normal !== key) {
        found = ROLE_OF.get(normal);
        unitMs = LATENCY_KEYS.get(normal);
      }
    }
    if (unitMs !== undefined) {
      parts.latencyMs ??= readLatencyMs(value, unitMs === 0 ? (options.latencyUnitMs ?? 1) : unitMs);
      continue;
    }
    if (found === undefined) continue;
    if (normal === 'details' && typeof value === 'object') found = DETAILS;
    switch (found.role) {
      case 'status': {
        if (found.rank > statusRank || value === undefined) break;
        const status = typeof value === 'number' && !mayBeNumber(normal, value) ? undefined : statusOf(value, options);
        if (found.rank < FIRST_BOOLEAN_RANK ? typeof value === 'object' && value !== null : status === undefined) break;
        statusRank = found.rank;
        parts.status = status ?? 'unknown';
        parts.word = value;
        break;
      }
      case 'message':
        if (found.rank < messageRank) {
          const text = messageOf(value);
          if (text === undefined) break;
          messageRank = found.rank;
          parts.message = text;
        }
        break;
      case 'name':
        if (found.rank < nameRank && (typeof value === 'string' || typeof value === 'number') && value !== '') {
          nameRank = found.rank;
          parts.name = String(value);
        }
        break;
      case 'children':
        if (typeof value === 'object' && value !== null) (parts.children ??= []).push([key, value]);
        break;
      case 'details':
        parts.details = value;
        break;
    }
  }
  return parts;
}

/** `available: 512` is an amount and `connected: 1` a count; only a status proper is a number at times. */
function mayBeNumber(key: string, value: number): boolean {
  return (
    key === 'status' ||
    key === 'statuscode' ||
    key === 'state' ||
    (value < 2 && (key === 'ok' || key === 'healthy' || key === 'success'))
  );
}

/** Adds the checks of `container`, an array of check objects or a map from name to check, to `list`. */
export function readChecks(container: unknown, list: CheckList, options: CheckOptions, prefix = '', depth = 0): void {
  if (depth > MAX_DEPTH || typeof container !== 'object' || container === null) return;
  if (Array.isArray(container)) {
    container.forEach((element: unknown, i) => {
      if (isObject(element)) readCheckObject(`${prefix}${i + 1}`, prefix, element, list, options, depth, true);
    });
    return;
  }
  const map = container as JsonObject;
  for (const key in map) readCheck(prefix + key, map[key], list, options, depth);
}

/** Adds the check `name` that `value` describes, with the checks below it, to `list`. */
export function readCheck(name: string, value: unknown, list: CheckList, options: CheckOptions, depth = 0): void {
  if (isObject(value)) {
    readCheckObject(name, '', value, list, options, depth, false);
    return;
  }
  if (Array.isArray(value)) {
    if (value.length === 1) readCheck(name, value[0], list, options, depth + 1);
    else if (depth < MAX_DEPTH)
      value.forEach((element: unknown, i) => readCheck(`${name}/${i + 1}`, element, list, options, depth + 1));
    return;
  }
  if (options.strict === true) return;
  if (typeof value === 'string') {
    readTextCheck(name, value, list, options);
    return;
  }
  const status = statusOf(value, options);
  if (status !== undefined) list.add(name, status);
}

/** What `value` says as a status in this format. */
export function statusOf(value: unknown, options: CheckOptions): ReadStatus | undefined {
  if (typeof value === 'number' && options.numbers !== undefined) return options.numbers.get(value);
  const status = readStatusWord(value);
  return status === 'degraded' && options.code >= 500 && isOutOfService(value) ? 'down' : status;
}

/** `warning: 91% used` gives `degraded`; a single word gives its status; a text that is neither gives undefined. */
export function statusOfText(text: string): { status: ReadStatus; rest: string } | undefined {
  const whole = readStatusWord(text);
  if (whole !== undefined) return { status: whole, rest: text };
  const lead = /^\s*([A-Za-z][A-Za-z _-]{1,24}?)\s*(?::|\s-\s|\s–\s)\s*(\S[^]*)$/.exec(
    text.length > 500 ? text.slice(0, 500) : text,
  );
  if (lead === null) return undefined;
  const [, first = '', rest = ''] = lead;
  // `Healthy: false` and `status: ok` say it behind the colon.
  const behind = readStatusWord(rest);
  if (/^(?:status|state|health)$/i.test(first)) return behind === undefined ? undefined : { status: behind, rest };
  const status = readStatusWord(first);
  return status === undefined ? undefined : { status: behind ?? status, rest };
}

function readTextCheck(name: string, text: string, list: CheckList, options: CheckOptions): void {
  const read = statusOfText(text);
  if (read !== undefined) list.add(name, read.status, undefined, isPlainWord(text) ? undefined : read.rest);
  else list.add(name, options.textIsError === true ? 'down' : 'unknown', undefined, text);
}

/** Whether a status word says no more than the status itself does. */
export function isPlainWord(text: string): boolean {
  return /^(?:ok|up|down|healthy|unhealthy|pass|fail|failed|true|false|degraded|unknown)$/i.test(text);
}

function readCheckObject(
  fallbackName: string,
  prefix: string,
  object: JsonObject,
  list: CheckList,
  options: CheckOptions,
  depth: number,
  named: boolean,
): void {
  const parts = checkParts(object, options);
  const name = named && parts.name !== undefined ? prefix + parts.name : fallbackName;
  const status = parts.status ?? (options.strict === true ? undefined : options.missing);
  const says = parts.message !== undefined || parts.latencyMs !== undefined;
  if (
    status !== undefined ||
    (options.strict !== true && parts.children === undefined && (says || parts.details === undefined))
  ) {
    const final = status ?? 'unknown';
    list.add(name, final, parts.latencyMs, parts.message ?? (final === 'up' ? undefined : messageOfDetails(parts)));
  }
  if (depth >= MAX_DEPTH) return;
  const below = { ...options, strict: true };
  for (const [, children] of parts.children ?? []) readChecks(children, list, below, `${name}/`, depth + 1);
  if (isObject(parts.details)) readChecks(parts.details, list, below, `${name}/`, depth + 1);
}

/** A message in words: a text, the `message` of an error object, or the texts of a list. */
export function messageOf(value: unknown): string | undefined {
  if (typeof value === 'string') return textOf(value);
  if (Array.isArray(value)) {
    const texts = value.slice(0, 5).filter((item) => textOf(item) !== undefined);
    return texts.length === 0 ? undefined : texts.join('; ');
  }
  if (!isObject(value)) return undefined;
  return textOf(value['message']) ?? textOf(value['Message']) ?? textOf(value['error']) ?? textOf(value['code']);
}

/** What a check that is not up gives as data: `error`, or its texts; failing that the unusual word itself. */
function messageOfDetails(parts: CheckParts): string | undefined {
  if (isObject(parts.details)) {
    const message = messageOf(parts.details);
    if (message !== undefined) return message;
    const texts: string[] = [];
    for (const key in parts.details) {
      const value = parts.details[key];
      if (typeof value === 'string' && value !== '' && texts.length < 5) texts.push(`${key}: ${value}`);
    }
    if (texts.length > 0) return texts.join('; ');
  }
  const word = parts.word;
  return typeof word === 'string' && parts.status !== undefined && !isPlainWord(word) ? word : undefined;
}
