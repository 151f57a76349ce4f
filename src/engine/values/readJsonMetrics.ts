import { t } from '../../base/l10n.ts';
import type { Unit } from '../../base/unit.ts';
import type { Labels } from '../../model/series.ts';
import type { Problem } from '../../model/problem.ts';
import { decodeBody } from '../health/decodeBody.ts';
import type { JsonObject } from '../health/health.ts';
import { cutMessage } from '../health/checkList.ts';
import { isObject, textOf } from '../health/json.ts';
import { messageOf } from '../health/readChecks.ts';
import { parseJson } from '../health/parseJson.ts';
import { metricName, unitOfWords, wordsOf, type KeyUnit } from './metricName.ts';
import type { MetricSample } from './metricSample.ts';
import { parseQuantity } from './parseQuantity.ts';

/** At most so many numbers of one body become series, so deep, and so many elements of one array. */
export const MAX_SAMPLES = 10_000;
export const MAX_DEPTH = 32;
export const MAX_ARRAY = 100;

/** The numbers of a JSON body as samples. `problem` says why there are none, or that some were left out. */
export interface JsonMetrics {
  readonly samples: readonly MetricSample[];
  readonly problem?: Problem;
}

/** Keys that hold an identity or a moment and no measurement. */
const NOT_MEASURED =
  /^(?:.* )?(?:timestamp|date|datetime|version|id|uuid|commit|hash|sha|host|hostname|name|since|at|expires|created|updated|started)$/;
const MEMORY_OBJECT = /\b(?:mem|memory|heap|rss)\b/;
/** process.memoryUsage() never gives less than this for the whole process, and no megabytes ever give so much. */
const LEAST_PROCESS_BYTES = 1024 * 1024;

/**
 * Every number in a JSON body as a series: named by its path in snake case with the unit's suffix as Prometheus names do
 * (`process.memoryUsage.heapUsed` is `process_memory_usage_heap_used_bytes`), in the base unit. Texts with a unit are numbers,
 * booleans 0 or 1; elements of arrays get the label `index`; moments and identities are skipped, and so are null and what is
 * not finite. A body that answers with an error gives none. Where two paths give the same series the later one gets a number (`_2`).
 */
export function readJsonMetrics(body: Uint8Array | string): JsonMetrics {
  const text = typeof body === 'string' ? body : decodeBody(body, '');
  const json = text === undefined ? undefined : parseJson(text);
  if (!isObject(json) && !Array.isArray(json)) return { samples: [], problem: notJson() };
  const error = isObject(json) ? errorOf(json) : undefined;
  if (error !== undefined) return { samples: [], problem: anError(error) };
  const walk = new Walk();
  walk.visit([], json, {}, 0, undefined);
  if (walk.leftOut === 0) return { samples: walk.samples };
  return { samples: walk.samples, problem: tooMany(walk.samples.length, walk.leftOut) };
}

class Walk {
  readonly samples: MetricSample[] = [];
  leftOut = 0;
  readonly #taken = new Set<string>();

  visit(path: readonly string[], value: unknown, labels: Labels, depth: number, unit: KeyUnit | undefined): void {
    if (typeof value === 'object' && value !== null) {
      if (depth >= MAX_DEPTH) this.leftOut++;
      else if (Array.isArray(value)) this.#visitArray(path, value, labels, depth);
      else this.#visitObject(path, value as JsonObject, labels, depth);
      return;
    }
    const read = readLeaf(path, value, unit);
    if (read !== undefined) this.#add(read.words, read.value, read.unit, labels);
  }

  #visitObject(path: readonly string[], object: JsonObject, labels: Labels, depth: number): void {
    const unit = unitOfObject(path, object);
    for (const key in object) this.visit([...path, ...wordsOf(key)], object[key], labels, depth + 1, unit);
  }

  #visitArray(path: readonly string[], array: readonly unknown[], labels: Labels, depth: number): void {
    const label = Object.hasOwn(labels, 'index') ? `index_${Object.keys(labels).length + 1}` : 'index';
    this.leftOut += Math.max(0, array.length - MAX_ARRAY);
    array.slice(0, MAX_ARRAY).forEach((element, i) => {
      this.visit(path, element, { ...labels, [label]: String(i) }, depth + 1, undefined);
    });
  }

  #add(words: readonly string[], value: number, unit: Unit, labels: Labels): void {
    if (this.samples.length >= MAX_SAMPLES) {
      this.leftOut++;
      return;
    }
    const base = metricName(words.length === 0 ? ['value'] : words, unit);
    const key = Object.values(labels).join(',');
    let name = base;
    for (let number = 2; this.#taken.has(`${name} ${key}`); number++) name = `${base}_${number}`;
    this.#taken.add(`${name} ${key}`);
    this.samples.push(key === '' ? { name, value, unit } : { name, labels, value, unit });
  }
}

interface Leaf {
  readonly words: readonly string[];
  readonly value: number;
  readonly unit: Unit;
}

function readLeaf(path: readonly string[], value: unknown, ofObject: KeyUnit | undefined): Leaf | undefined {
  if (typeof value === 'boolean') return { words: path, value: value ? 1 : 0, unit: 'boolean' };
  const lastWords = path.slice(-3).join(' ');
  if (typeof value === 'number') {
    if (!Number.isFinite(value) || isMoment(lastWords, value) || /\bid$/.test(lastWords)) return undefined;
    return inBaseUnit(path, value, unitOfWords(path) ?? ratioOfKey(path, value) ?? ofObject);
  }
  if (typeof value !== 'string' || NOT_MEASURED.test(lastWords)) return undefined;
  const quantity = parseQuantity(value, path.slice(-2).join(' '));
  if (quantity === undefined) return undefined;
  if (quantity.unit === 'none')
    return inBaseUnit(path, quantity.value, unitOfWords(path) ?? ratioOfKey(path, quantity.value));
  // The text's own unit outdoes the one in the key, which then only repeats it.
  const inKey = unitOfWords(path);
  const words = inKey?.unit === quantity.unit && inKey.words > 0 ? path.slice(0, -inKey.words) : path;
  return { words, value: quantity.value, unit: quantity.unit };
}

function inBaseUnit(path: readonly string[], value: number, key: KeyUnit | undefined): Leaf {
  if (key === undefined) return { words: path, value, unit: 'none' };
  const words = key.words > 0 ? path.slice(0, -key.words) : path;
  // Dividing by the inverse keeps 12 ms at 0.012 where multiplying would add what binary fractions add.
  return { words, value: key.factor < 1 ? value / Math.round(1 / key.factor) : value * key.factor, unit: key.unit };
}

/** `hitRate: 0.79` and `hit_rate: 79` are ratios; a `rate` of anything else is a number per time. */
function ratioOfKey(words: readonly string[], value: number): KeyUnit | undefined {
  if (words.at(-1) !== 'rate' || !/^(?:hit|hits|miss|success|error|failure|cache)$/.test(words.at(-2) ?? ''))
    return undefined;
  if (value < 0 || value > 100) return undefined;
  return { unit: 'ratio', factor: value > 1 ? 0.01 : 1, words: 0 };
}

/**
 * What an object as a whole says about its plain numbers: `process.cpuUsage()` is microseconds; memory is bytes where all is
 * whole and the greatest is a megabyte at least (a process has more, and nobody counts a terabyte in megabytes).
 */
function unitOfObject(path: readonly string[], object: JsonObject): KeyUnit | undefined {
  const place = path.slice(-2).join(' ');
  const isCpu = /\bcpu usage$/.test(place) && Number.isInteger(object['user']) && Number.isInteger(object['system']);
  if (isCpu) return { unit: 'seconds', factor: 1e-6, words: 0 };
  if (!MEMORY_OBJECT.test(place) && !Object.hasOwn(object, 'heapUsed')) return undefined;
  let greatest = 0;
  for (const key in object) {
    const value = object[key];
    if (typeof value !== 'number' || unitOfWords(wordsOf(key)) !== undefined) continue;
    if (!Number.isInteger(value)) return undefined;
    if (value > greatest) greatest = value;
  }
  return greatest >= LEAST_PROCESS_BYTES ? { unit: 'bytes', factor: 1, words: 0 } : undefined;
}

/** Unix time in seconds, milliseconds or nanoseconds, under a key that speaks of a moment. */
function isMoment(words: string, value: number): boolean {
  if (value < 1e9 || value > 1e20) return false;
  return /(?:^| )(?:timestamp|time|date|now|at|since|start|started|last|expires|created|updated|seen|ts)(?: ms| seconds| millis| ns)?$/.test(
    words,
  );
}

/** What a body that answers with an error in place of numbers says, as many do behind a 200: `success: false`, `statusCode: 404`. */
function errorOf(json: JsonObject): string | undefined {
  const message = messageOf(json['error']) ?? textOf(json['message']);
  if (typeof json['error'] === 'string' && message !== undefined) return message;
  const code = json['statusCode'] ?? json['status_code'] ?? json['status'] ?? (message && json['code']);
  if (typeof code === 'number' && code >= 400 && code <= 599) return message ?? String(code);
  return json['success'] === false ? (message ?? t('{0} is false', 'success')) : undefined;
}

function anError(message: string): Problem {
  return {
    code: 'metrics.error',
    message: t('the answer is an error in place of numbers: {0}', cutMessage(message)),
    severity: 'error',
  };
}

function notJson(): Problem {
  return {
    code: 'metrics.notJson',
    message: t(
      'The answer is neither Prometheus text nor a JSON object. Check the URL and what it needs to be let in.',
    ),
    severity: 'error',
  };
}

function tooMany(kept: number, leftOut: number): Problem {
  return {
    code: 'metrics.tooMany',
    message: t('The body holds more than is read: {0} numbers were taken, at least {1} left out.', kept, leftOut),
    severity: 'warning',
  };
}
