import { pathToFileURL } from 'node:url';
import { readHealth } from '../../src/engine/health/readHealth.ts';
import { SAMPLES } from '../engine/health/samples.ts';

const ROUNDS = 5;
const ROUND_MS = 400;

/** Bodies a second of CPU through the recognisers over all sample formats, beside plain `JSON.parse` of the JSON ones as the limit. */
export interface HealthBench {
  readonly name: 'health';
  readonly formats: number;
  readonly meanBytes: number;
  readonly bodiesPerSecond: number;
  readonly jsonReadPerSecond: number;
  readonly jsonParsePerSecond: number;
  /** The time of `readHealth` as a multiple of `JSON.parse` on the same JSON bodies. */
  readonly ratio: number;
}

/** Measures; prints one line of JSON, or a table for people. */
export function run({ json }: { readonly json: boolean }): HealthBench {
  const all = SAMPLES.map(({ code, type, body }) => ({
    code,
    contentType: type,
    body: new Uint8Array(Buffer.from(body)),
  }));
  const jsonBodies = all.filter(({ body }) => isJson(Buffer.from(body).toString()));
  const texts = jsonBodies.map(({ body }) => Buffer.from(body));
  const bodiesPerSecond = rate(all.length, () => {
    for (const input of all) keep(readHealth(input).checks.length);
  });
  const jsonReadPerSecond = rate(jsonBodies.length, () => {
    for (const input of jsonBodies) keep(readHealth(input).checks.length);
  });
  const jsonParsePerSecond = rate(texts.length, () => {
    for (const bytes of texts) keep(JSON.parse(bytes.toString()) === null ? 0 : 1);
  });
  const result: HealthBench = {
    name: 'health',
    formats: SAMPLES.length,
    meanBytes: Math.round(all.reduce((sum, { body }) => sum + body.byteLength, 0) / all.length),
    bodiesPerSecond: Math.round(bodiesPerSecond),
    jsonReadPerSecond: Math.round(jsonReadPerSecond),
    jsonParsePerSecond: Math.round(jsonParsePerSecond),
    ratio: Math.round((jsonParsePerSecond / jsonReadPerSecond) * 100) / 100,
  };
  if (json) console.log(JSON.stringify(result));
  else print(result, jsonBodies.length);
  return result;
}

function print(result: HealthBench, jsonCount: number): void {
  const perSecond = (value: number): string => `${Math.round(value / 1000).toLocaleString('en')} k/s`;
  console.log(
    `readHealth, ${result.formats} sample bodies (mean ${result.meanBytes} B), a second of CPU: ${perSecond(result.bodiesPerSecond)}`,
  );
  console.log(`readHealth, the ${jsonCount} JSON ones of them: ${perSecond(result.jsonReadPerSecond)}`);
  console.log(
    `JSON.parse of the same, decoded from bytes: ${perSecond(result.jsonParsePerSecond)} (the limit; ${result.ratio} times as fast)`,
  );
}

/** The median rate of several rounds, after one to warm up: per second of this process' CPU, since others use the cores too. */
function rate(count: number, pass: () => void): number {
  const rates: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const start = process.cpuUsage();
    let passes = 0;
    let cpuMs = 0;
    for (; cpuMs < ROUND_MS; passes++) {
      pass();
      const { user, system } = process.cpuUsage(start);
      cpuMs = (user + system) / 1000;
    }
    if (round > 0) rates.push((passes * count * 1000) / cpuMs);
  }
  return rates.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false; // a plain text, a page, a CSV
  }
}

let kept = 0;
/** Uses a result, so that the engine cannot leave out what made it. */
function keep(value: number): void {
  kept = (kept + value) | 0;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  run({ json: process.argv.includes('--json') });
}
