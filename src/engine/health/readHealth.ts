import { t } from '../../base/l10n.ts';
import { cut } from './checkList.ts';
import { conclude } from './conclude.ts';
import { decodeBody, isGzip, MAX_BODY_BYTES } from './decodeBody.ts';
import type { Body, Finding, HealthInput, HealthReading, JsonObject, Recogniser } from './health.ts';
import { byHttpOnly, htmlTitle, isUnauthorised, unauthorised } from './httpStatus.ts';
import { isObject, normalKey } from './json.ts';
import { parseJson } from './parseJson.ts';
import { ARRAY_FORMATS, OBJECT_FORMATS, TEXT_FORMATS } from './registry.ts';

const NO_OBJECT: JsonObject = {};
const NO_FIELDS: ReadonlyMap<string, unknown> = new Map();

/**
 * Reads the answer of a health endpoint. Pure, and never throws, whatever the bytes.
 *
 * | answer | status |
 * |---|---|
 * | 401, 403, 407 | unknown: reachable, but not authorised; the body is not read |
 * | 2xx without a body | up |
 * | a body that a recogniser understands | what the body says, lowered by its checks, never better than the HTTP class |
 * | … that says up, while a check of it is degraded or down | degraded; a check that is unknown lowers nothing |
 * | … that says `degraded` (partial, impaired) in so many words behind a 5xx | degraded; every other word: down |
 * | … of a format that defines its codes itself (Vault, Consul, CouchDB, Elasticsearch 408) | as the format says |
 * | … with a status word that nobody knows | unknown, or the worst of its checks where one is degraded or down |
 * | 2xx with JSON that only names the service (name, version, uptime: GoTrue) | up, by HTTP alone, and the reason says so |
 * | 2xx with other JSON: no status in it, an array, a number, an error | unknown |
 * | 2xx with what was announced as JSON and is none, or is cut off | unknown |
 * | 2xx with an HTML page (a login page), but for the health pages of Rails and Laravel | unknown |
 * | 2xx with a text that is no known word | unknown |
 * | 2xx with bytes that are no text, or more than 4 MiB | unknown |
 * | 3xx that was not followed and not understood | unknown |
 * | 429 that was not understood | degraded; understood: degraded at best |
 * | any other 4xx, 5xx | down; its reason holds what the body says of the error |
 */
export function readHealth(input: HealthInput): HealthReading {
  if (isUnauthorised(input.code)) return unauthorised(input.code);
  if (input.body.byteLength > MAX_BODY_BYTES) return byHttpOnly(emptyBody(input), t('too large for a health body'));
  const text = decodeBody(input.body, input.contentType);
  if (text === undefined) {
    return byHttpOnly(emptyBody(input), isGzip(input.body) ? t('packed with gzip and was not unpacked') : t('binary'));
  }
  return readText(input, text);
}

/** The same for a body that is a text already. */
export function readText(input: Omit<HealthInput, 'body'>, text: string): HealthReading {
  const body = parseBody(input, text);
  const read = recognise(body);
  return read === undefined ? byHttpOnly(body, describeBody(body)) : conclude(read.name, body.code, read.finding);
}

/** The first recogniser that understands `body`, with what it found. */
function recognise(body: Body): { readonly name: string; readonly finding: Finding } | undefined {
  const formats = isObject(body.json) ? OBJECT_FORMATS : Array.isArray(body.json) ? ARRAY_FORMATS : TEXT_FORMATS;
  return firstOf(formats, body);
}

function firstOf(formats: readonly Recogniser[], body: Body): { name: string; finding: Finding } | undefined {
  for (const format of formats) {
    if (!format.matches(body)) continue;
    const finding = format.read(body);
    if (finding !== undefined) return { name: format.name, finding };
  }
  return undefined;
}

function parseBody(input: Omit<HealthInput, 'body'>, text: string): Body {
  const semicolon = input.contentType.indexOf(';');
  const mediaType = (semicolon < 0 ? input.contentType : input.contentType.slice(0, semicolon)).trim().toLowerCase();
  const json = mayBeJson(text) ? parseJson(text) : undefined;
  const object = isObject(json) ? json : NO_OBJECT;
  return {
    code: input.code,
    mediaType,
    text,
    json,
    object,
    fields: fieldsOf(object),
    redirectedTo: input.redirectedTo,
  };
}

function emptyBody(input: HealthInput): Body {
  return parseBody(input, '');
}

/** What JSON can begin with; `[+]ping ok` and `[OK] db` are texts. A `JSON.parse` that fails is dear, so it is not tried on them. */
const JSON_START = /^\s*(?:\{|"|\[\s*(?:[[\]{"\dtfn]|-\d|NaN|-?Infinity)|-?\d|(?:true|false|null)\s*$)/;

function mayBeJson(text: string): boolean {
  return text.charCodeAt(0) === 123 || JSON_START.test(text);
}

function fieldsOf(object: JsonObject): ReadonlyMap<string, unknown> {
  if (object === NO_OBJECT) return NO_FIELDS;
  const fields = new Map<string, unknown>();
  let count = 0;
  for (const key in object) {
    // A map of thousands of checks is recognised by its first members.
    if (++count > 200) break;
    const normal = normalKey(key);
    if (!fields.has(normal)) fields.set(normal, object[key]);
  }
  return fields;
}

function describeBody(body: Body): string {
  const start = body.text.trimStart();
  if (start.startsWith('<')) {
    if (!/^<(?:!doctype html|html|head|body|!--)/i.test(start)) return t('XML, which holds no known status');
    const title = htmlTitle(start);
    return title === undefined
      ? t('an HTML page and no health body')
      : t('the HTML page "{0}" and no health body', title);
  }
  if (isObject(body.json)) {
    const error = body.fields.get('error');
    return typeof error === 'string' && error !== ''
      ? t('JSON with an error but no status: {0}', error)
      : t('JSON that holds no status');
  }
  if (body.json !== undefined)
    return Array.isArray(body.json) ? t('a JSON array that holds no status') : t('a JSON value that is no status');
  if (body.mediaType.includes('json') || start.startsWith('{'))
    return t('announced as JSON but is none, or is cut off');
  return t('the text "{0}", which is no known status', cut(start.slice(0, 61), 60).trimEnd());
}
