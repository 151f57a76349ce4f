import type { JsonObject } from '../health/health.ts';
import { isObject, normalKey } from '../health/json.ts';
import { readStatusWord } from '../health/statusWord.ts';
import { parseQuantity } from './parseQuantity.ts';

/** What is known of a cache, whatever it calls it. */
export interface CacheFacts {
  readonly hitRatio?: number;
  readonly hits?: number;
  readonly misses?: number;
  readonly memoryBytes?: number;
  readonly keys?: number;
  readonly evictions?: number;
  readonly enabled?: boolean;
  readonly connected?: boolean;
  readonly success?: boolean;
}

type Count = 'hits' | 'misses' | 'memoryBytes' | 'keys' | 'evictions';
type Flag = 'enabled' | 'connected' | 'success';

/** The facts by the normal keys under which they are met; the first of a row that is there counts. */
const COUNTS: Readonly<Record<Count, readonly string[]>> = {
  hits: [
    'hits',
    'hitcount',
    'cachehits',
    'keyspacehits',
    'totalhits',
    'hitstotal',
    'numhits',
    'gethits',
    'cachehit',
    'maincachehit',
    'hit',
  ],
  misses: [
    'misses',
    'misscount',
    'cachemisses',
    'keyspacemisses',
    'totalmisses',
    'missestotal',
    'nummisses',
    'getmisses',
    'cachemiss',
    'maincachemiss',
    'miss',
  ],
  memoryBytes: [
    'memory',
    'usedmemory',
    'memoryused',
    'memoryusage',
    'memorybytes',
    'usedmemorybytes',
    'memoryusagebytes',
    'usedmemoryhuman',
    'bytes',
    'sizebytes',
    'sizeinbytes',
    'totalsize',
    'cachesize',
    'mem',
    'size',
  ],
  keys: [
    'keys',
    'keycount',
    'totalkeys',
    'numkeys',
    'entries',
    'entrycount',
    'totalentries',
    'items',
    'itemcount',
    'curritems',
    'numcachedkeys',
    'estimatedsize',
    'currsize',
    'dbsize',
    'mainnobject',
    'count',
    'length',
  ],
  evictions: [
    'evictions',
    'evicted',
    'evictedkeys',
    'evictioncount',
    'evictionstotal',
    'totalevictions',
    'mainnlrunuked',
  ],
};
const RATIO = [
  'hitrate',
  'hitratio',
  'hitratepercent',
  'hitratepct',
  'hitpercent',
  'hitpercentage',
  'cachehitratio',
  'cachehitrate',
  'opcachehitrate',
  'ratio',
];
const FLAGS: Readonly<Record<Flag, readonly string[]>> = {
  enabled: ['enabled', 'cacheenabled', 'isenabled', 'opcacheenabled'],
  connected: ['connected', 'isconnected', 'redisconnected'],
  success: ['success', 'ok'],
};

const MAX_DEPTH = 6;
const MAX_MEMBERS = 2000;

/** The facts in a JSON body, nearest to its root first. */
export function factsOfJson(json: unknown): CacheFacts {
  return factsOf(leavesOf(json));
}

/** The facts in a text of `name:value` (Redis INFO), `STAT name value` (memcached) or `name value` (varnishstat -1) lines. */
export function factsOfText(text: string): CacheFacts {
  const leaves = new Map<string, unknown>();
  let keyspace: number | undefined;
  for (const line of text.split(/\r?\n/).slice(0, MAX_MEMBERS)) {
    const entry = /^(?:STAT )?([A-Za-z][\w.]{0,80})(?:: *|=|\s+)(\S+)/.exec(line);
    if (entry === null) continue;
    const [, name = '', value = ''] = entry;
    const db = /^db\d+$/.test(name) ? /^keys=(\d+)/.exec(value) : null;
    if (db !== null) keyspace = (keyspace ?? 0) + Number(db[1]);
    const key = normalKey(name);
    if (!leaves.has(key)) leaves.set(key, value);
  }
  // A prose sentence has a line of that form too, so a text counts only where it names something that only caches have.
  const facts = factsOf(leaves);
  if (
    facts.hits === undefined &&
    facts.misses === undefined &&
    facts.hitRatio === undefined &&
    facts.memoryBytes === undefined
  )
    return {};
  return keyspace === undefined ? facts : { ...facts, keys: keyspace };
}

/** Every leaf by its normal key; of two with the same key the one nearer to the root. */
function leavesOf(json: unknown): Map<string, unknown> {
  const leaves = new Map<string, unknown>();
  let level: unknown[] = [json];
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth++) {
    const below: unknown[] = [];
    for (const node of level) if (isObject(node)) collect(node, leaves, below);
    level = below.slice(0, MAX_MEMBERS);
  }
  return leaves;
}

function collect(object: JsonObject, leaves: Map<string, unknown>, below: unknown[]): void {
  for (const key in object) {
    if (leaves.size >= MAX_MEMBERS) return;
    let value = object[key];
    // varnishstat -j writes each counter as an object with a `value`.
    if (isObject(value) && typeof value['value'] === 'number') value = value['value'];
    const normal = normalKey(key);
    if (isObject(value)) below.push(value);
    else if (Array.isArray(value)) {
      // `keys` may be the list of the keys itself.
      if (COUNTS.keys.includes(normal) && !leaves.has(normal)) leaves.set(normal, value.length);
      below.push(...(value as unknown[]).slice(0, 10));
    } else if (!leaves.has(normal)) leaves.set(normal, value);
  }
}

function factsOf(leaves: ReadonlyMap<string, unknown>): CacheFacts {
  const facts: { -readonly [K in keyof CacheFacts]: CacheFacts[K] } = {};
  for (const fact of Object.keys(COUNTS) as Count[]) {
    const value = firstNumber(leaves, COUNTS[fact], fact === 'memoryBytes' ? 'memory' : undefined);
    if (value !== undefined) facts[fact] = value;
  }
  for (const fact of Object.keys(FLAGS) as Flag[]) {
    const value = firstFlag(leaves, FLAGS[fact]);
    if (value !== undefined) facts[fact] = value;
  }
  settleSize(facts, leaves);
  const ratio = ratioOf(leaves);
  if (ratio !== undefined) facts.hitRatio = ratio;
  return facts;
}

/**
 * A plain number under `size` is entries where nothing else counts them (lru-cache, Caffeine), else bytes; node-cache gives the bytes
 * of its keys and of its values apart.
 */
function settleSize(facts: { keys?: number; memoryBytes?: number }, leaves: ReadonlyMap<string, unknown>): void {
  const size = leaves.get('size');
  if (
    typeof size === 'number' &&
    facts.keys === undefined &&
    !COUNTS.memoryBytes.some((key) => key !== 'size' && leaves.has(key))
  ) {
    facts.keys = size;
    delete facts.memoryBytes;
  }
  const [keyBytes, valueBytes] = [leaves.get('ksize'), leaves.get('vsize')];
  if (facts.memoryBytes === undefined && typeof keyBytes === 'number' && typeof valueBytes === 'number') {
    facts.memoryBytes = keyBytes + valueBytes;
  }
}

function firstNumber(
  leaves: ReadonlyMap<string, unknown>,
  keys: readonly string[],
  hint: string | undefined,
): number | undefined {
  for (const key of keys) {
    const value = numberOf(leaves.get(key), hint);
    if (value !== undefined) return value;
  }
  return undefined;
}

function numberOf(value: unknown, hint: string | undefined): number | undefined {
  const number = typeof value === 'string' ? parseQuantity(value, hint)?.value : value;
  return typeof number === 'number' && Number.isFinite(number) && number >= 0 ? number : undefined;
}

function firstFlag(leaves: ReadonlyMap<string, unknown>, keys: readonly string[]): boolean | undefined {
  for (const key of keys) {
    const value = leaves.get(key);
    if (typeof value === 'boolean') return value;
    if (typeof value !== 'string') continue;
    const status = readStatusWord(value);
    if (status === 'up' || status === 'down') return status === 'up';
  }
  return undefined;
}

/** 0 to 1, from `"78.95%"`, 0.7895 or 78.95; a key that says percent settles what a number up to 1 is. */
function ratioOf(leaves: ReadonlyMap<string, unknown>): number | undefined {
  for (const key of RATIO) {
    const value = leaves.get(key);
    const quantity = typeof value === 'string' ? parseQuantity(value) : undefined;
    const number = typeof value === 'number' ? value : quantity?.value;
    if (number === undefined || !Number.isFinite(number) || number < 0) continue;
    const isPercent =
      quantity?.unit !== 'ratio' && (number > 1 || /p(?:er)?ct?|percent/.test(key) || key === 'opcachehitrate');
    const ratio = isPercent ? number / 100 : number;
    if (ratio <= 1) return ratio;
  }
  return undefined;
}
