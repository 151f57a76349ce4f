import { t } from '../../../base/l10n.ts';
import { CheckList } from '../checkList.ts';
import type { Finding, JsonObject, Recogniser } from '../health.ts';
import { isObject, normalKey, pick, textOf } from '../json.ts';
import { LATENCY_KEYS } from '../latency.ts';
import {
  checkParts,
  isCheckKey,
  isNameKey,
  readCheck,
  readChecks,
  statusOfText,
  type CheckOptions,
  type CheckParts,
} from '../readChecks.ts';
import { readStatusWord, normalWord, type ReadStatus } from '../statusWord.ts';
import { severity } from '../../../model/status.ts';
import { isInverted } from './booleanParts.ts';
import { readSentence } from './plainText.ts';

/** Members that hold the checks, whatever their values look like. */
const CONTAINERS: ReadonlySet<string> = new Set(
  'checks services dependencies components entries results subsystems indicators systems modules healthchecks probes integrations status health'.split(
    ' ',
  ),
);
const NUMBERS_COUNT: ReadonlySet<string> = new Set([
  'checks',
  'services',
  'dependencies',
  'components',
  'healthchecks',
]);
const NO_NUMBERS: ReadonlyMap<number, ReadStatus> = new Map();
/** Members that hold checks where their parts give a status, and otherwise data. */
const STRICT_CONTAINERS: ReadonlySet<string> = new Set(['details', 'info', 'data']);
/** Members that hold the whole answer. */
const ENVELOPES: ReadonlySet<string> = new Set([
  'data',
  'result',
  'response',
  'payload',
  'health',
  'healthcheck',
  'status',
  'body',
]);
/** Names of what a service depends on: a boolean under one of them is a check. */
const DEPENDENCY =
  /^(?:db|database|redis|cache|postgres\w*|mysql|mariadb|mongo\w*|sql\w*|queues?|kafka|rabbit\w*|amqp|storage|s3|disk|search|elastic\w*|smtp|mail|email|api|backend|worker|broker|nats|rpc|dns|network|filesystem|blockchain|ldap|auth|vault|minio)$|(?:connected|connection|healthy|reachable|available|alive|health|status)$/;
/** Words that a member which is no check may hold too: an environment `live`, a slot `green`, an account `active`. */
const WEAK_WORDS: ReadonlySet<string> = new Set(
  'true false 1 0 active inactive normal good live started stopped limited slow red green yellow orange amber starting none null yes no disabled open maintenance success unknown skip skipped pending na available ready fine minor major drain'.split(
    ' ',
  ),
);

/**
 * The common hand-written body: a status under one of its many names, checks in a member of their own (`checks`, `services`,
 * …), or flat beside the status (`"database": "connected"`, `"redisConnected": true`), or the same in an envelope (`data`).
 */
export const statusObject: Recogniser = {
  name: 'status-object',
  matches: () => true,
  read: ({ object, code }) => readObject(object, { code }, 0),
};

function readObject(object: JsonObject, options: CheckOptions, depth: number): Finding | undefined {
  const parts = checkParts(object, options);
  const list = new CheckList();
  readMembers(object, list, options);
  const inner = depth < 2 && list.isEmpty ? readEnvelope(object, options, depth) : undefined;
  if (inner !== undefined) return joined(parts, inner);
  if (parts.status === undefined) return list.isEmpty ? wordInMessage(object) : computedWith(list);
  const status = inSentence(parts);
  const message = statusMessage(object, parts);
  const flag = status === 'up' ? falseFlag(object) : undefined;
  if (flag !== undefined) return { status: 'down', message: message ?? t('{0} is false', flag), checks: list };
  return { status, word: parts.word, message, checks: list };
}

function readMembers(object: JsonObject, list: CheckList, options: CheckOptions): void {
  const strict: CheckOptions = { ...options, strict: true };
  for (const key in object) {
    const value = object[key];
    const normal = normalKey(key);
    if (typeof value === 'object' && value !== null) {
      if (CONTAINERS.has(normal)) readContainer(normal, value, list, options);
      else if (STRICT_CONTAINERS.has(normal)) readChecks(value, list, strict);
      else if (isObject(value) && (!isCheckKey(normal) || isNameKey(normal))) readCheck(key, value, list, strict);
    } else if ((!isCheckKey(normal) || LATENCY_KEYS.has(normal)) && isFlatCheck(key, normal, value)) {
      if (typeof value === 'string') list.add(key, statusOfText(value)?.status ?? 'unknown', undefined, value);
      else readCheck(key, value, list, options);
    }
  }
}

/** A member like `health` may be the whole answer in an envelope: that is left to `readEnvelope`. */
function readContainer(container: string, value: object, list: CheckList, options: CheckOptions): void {
  if (isObject(value) && checkParts(value, options).status !== undefined && !hasCheckObjects(value)) return;
  // Under `checks` a 0 is a check that failed; under `results` it may be the count of anything.
  const own: CheckOptions = NUMBERS_COUNT.has(container) ? options : { ...options, numbers: NO_NUMBERS };
  if (Array.isArray(value) || !(container === 'status' || container === 'health')) readChecks(value, list, own);
  else readMixed(value as JsonObject, list, own);
}

/** `status` and `health` hold flags beside checks: `{"health":{"maintenance":false,"db":true}}`. */
function readMixed(members: JsonObject, list: CheckList, options: CheckOptions): void {
  for (const name in members) {
    if (typeof members[name] !== 'boolean' || !isInverted(name)) readCheck(name, members[name], list, options);
  }
}

function hasCheckObjects(object: JsonObject): boolean {
  for (const key in object) if (isObject(object[key]) && !isCheckKey(normalKey(key))) return true;
  return false;
}

function isFlatCheck(key: string, normal: string, value: unknown): boolean {
  if (typeof value === 'boolean') return DEPENDENCY.test(normal) && !isInverted(key);
  if (typeof value !== 'string') return false;
  if (DEPENDENCY.test(normal)) return statusOfText(value) !== undefined;
  return readStatusWord(value) !== undefined && !WEAK_WORDS.has(normalWord(value));
}

function readEnvelope(object: JsonObject, options: CheckOptions, depth: number): Finding | undefined {
  for (const key in object) {
    const value = object[key];
    if (!isObject(value) || !ENVELOPES.has(normalKey(key))) continue;
    const inner = readObject(value, options, depth + 1);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/** `success: true` around a body that says `degraded` is degraded; `success: false` around one that says `ok` is down. */
function joined(outer: CheckParts, inner: Finding): Finding {
  if (outer.status === undefined || outer.status === 'unknown' || severity(outer.status) <= severity(inner.status))
    return inner;
  return { ...inner, status: outer.status, word: outer.word, message: outer.message };
}

/** `{"message":"pong"}`: no status, but the message is a status word. */
function wordInMessage(object: JsonObject): Finding | undefined {
  const message = textOf(pick(object, 'message', 'msg'));
  return message === undefined ? undefined : readSentence(message);
}

function computedWith(list: CheckList): Finding {
  return { status: list.worst, checks: list, computed: true };
}

/** `"status": "API is running"`: no status word, but a sentence with one. */
function inSentence({ status, word }: CheckParts): ReadStatus {
  return (
    (status === 'unknown' && typeof word === 'string' ? readSentence(word)?.status : undefined) ?? status ?? 'unknown'
  );
}

/** The first of several booleans (`ready`, `live`) that is false: none of them outranks the others, or the status word. */
function falseFlag(object: JsonObject): string | undefined {
  for (const key in object) {
    if (object[key] === false && /^(?:is)?(?:healthy|ok|success|alive|live|up|ready|available)$/i.test(key)) return key;
  }
  return undefined;
}

/** A message of a status object is about the total only where it is said to be an error or a message. */
function statusMessage(object: JsonObject, parts: CheckParts): string | undefined {
  return parts.message === object['description'] ? undefined : parts.message;
}
