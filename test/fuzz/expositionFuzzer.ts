import assert from 'node:assert/strict';
import type { LabelSet } from '../../src/model/labelSet.ts';
import type { ExpositionFormat } from '../../src/engine/scrape/expositionFormat.ts';
import { lintExposition } from '../../src/engine/scrape/lint/lintExposition.ts';
import { parseExposition } from '../../src/engine/scrape/parseExposition.ts';
import { TargetScraper } from '../../src/engine/scrape/targetScraper.ts';
import { FakeClock } from '../support/fakeClock.ts';
import type { Fuzzer } from './fuzzer.ts';
import { documents, Mutator } from './mutator.ts';

const LIMITS = { maxAheadMs: Infinity, maxBehindMs: Infinity, honorLabels: true };
const CONTENT_TYPES = { text: 'text/plain', openmetrics: 'application/openmetrics-text' } as const;
/** A scraper that knows other bodies' series knows those of so many. */
const BODIES_OF_A_SCRAPER = 50;

/** A scraper with the samples of its last scrape, staleness markers left out. */
export class Recorder {
  #samples: string[] = [];
  readonly #scraper = new TargetScraper<LabelSet>(
    {
      resolve: (labels) => labels,
      append: (labels, timestampMs, value) => {
        if (!/^(up|scrape_)/.test(labels.get('__name__')) && !Number.isNaN(value)) {
          this.#samples.push(`${labels.key} ${value} ${timestampMs}`);
        }
        return 'ok';
      },
      exemplar: (labels, exemplar) => void this.#samples.push(`${labels.key} ${JSON.stringify(exemplar)}`),
    },
    new FakeClock(),
    LIMITS,
  );

  /** What a scrape of `body`, cut at `cuts`, comes to. */
  async scrape(body: Buffer, format: ExpositionFormat, cuts: readonly number[]): Promise<unknown> {
    this.#samples = [];
    const ends = [...cuts, body.length];
    const chunks = ends.map((end, i) => body.subarray(i === 0 ? 0 : ends[i - 1], end));
    const result = await this.#scraper.scrape(chunks, { contentType: CONTENT_TYPES[format], atMs: 1000 });
    const { failure, samples, samplesKept, duplicates } = result;
    return { failure, samples, samplesKept, duplicates, found: failure === undefined ? this.#samples : [] };
  }
}

/** Holds everything that reads `body` to the same answer; `known` has scraped other bodies before. */
async function check(body: Buffer, format: ExpositionFormat, known: Recorder, mutator: Mutator): Promise<void> {
  const parsed = parseExposition(body, { format });
  const whole = (await new Recorder().scrape(body, format, [])) as { failure?: { line: number; column: number } };
  const cut = await known.scrape(body, format, mutator.cuts(body.length));
  assert.deepEqual(cut, whole, 'a scraper that knows the series, and chunks, change nothing');
  const again = await known.scrape(body, format, mutator.cuts(body.length));
  assert.deepEqual(again, whole, 'the same body once more gives the same');
  const [problem] = parsed.problems;
  assert.equal(whole.failure === undefined, problem === undefined, 'a scrape takes what the parser takes');
  if (problem !== undefined) {
    assert.deepEqual(whole.failure, { reason: problem.message, line: problem.line, column: problem.column });
  }
  const breaches = lintExposition(body, { format });
  if (problem !== undefined) assert.ok(breaches.length > 0, 'lint finds what a scrape refuses');
}

/** Both parsers of a format, by the document and by the scrape: three changed documents, then one of random bytes. */
export function expositionFuzzer(format: ExpositionFormat): Fuzzer {
  return {
    name: `exposition ${format}`,
    start: (seed) => {
      let known = new Recorder();
      return (round) => {
        const mutator = new Mutator(seed * 1_000_003 + round);
        if (round % BODIES_OF_A_SCRAPER === 0) known = new Recorder();
        const scraper = known;
        const body =
          round % 4 === 3 ? mutator.randomBytes() : mutator.mutate(Buffer.from(mutator.pick(documents[format])));
        return {
          text: JSON.stringify(body.toString('latin1')),
          check: async () => await check(body, format, scraper, mutator),
        };
      };
    },
  };
}
