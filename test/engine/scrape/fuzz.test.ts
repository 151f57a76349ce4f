// Seeded fuzzing of both parsers. FUZZ_SECONDS=60 FUZZ_SEED=7 npx mocha test/engine/scrape/fuzz.test.ts runs it for longer.
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { LabelSet } from '../../../src/model/labelSet.ts';
import type { ExpositionFormat } from '../../../src/engine/scrape/expositionFormat.ts';
import { lintExposition } from '../../../src/engine/scrape/lint/lintExposition.ts';
import { parseExposition } from '../../../src/engine/scrape/parseExposition.ts';
import { TargetScraper } from '../../../src/engine/scrape/targetScraper.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { documents, Mutator } from './support/mutator.ts';

const SECONDS = Number(process.env['FUZZ_SECONDS'] ?? 0.25);
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);
const LIMITS = { maxAheadMs: Infinity, maxBehindMs: Infinity, honorLabels: true };
const CONTENT_TYPES = { text: 'text/plain', openmetrics: 'application/openmetrics-text' } as const;

/** A scraper with the samples of its last scrape, staleness markers left out. */
class Recorder {
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

async function fuzz(format: ExpositionFormat, make: (mutator: Mutator) => Buffer): Promise<number> {
  let known = new Recorder();
  const end = performance.now() + SECONDS * 1000;
  let round = 0;
  for (; performance.now() < end || round < 20; round++) {
    const mutator = new Mutator(SEED * 1_000_003 + round);
    if (round % 50 === 0) known = new Recorder();
    const body = make(mutator);
    try {
      await check(body, format, known, mutator);
    } catch (error) {
      throw new Error(`round ${round} of seed ${SEED}: ${JSON.stringify(body.toString('latin1'))}`, { cause: error });
    }
  }
  return round;
}

describe('fuzzing the exposition parsers', function () {
  this.timeout((SECONDS + 10) * 1000);
  for (const format of ['text', 'openmetrics'] as const) {
    it(`${format}: changed documents`, async () => {
      await fuzz(format, (mutator) => mutator.mutate(Buffer.from(mutator.pick(documents[format]))));
    });
    it(`${format}: random bytes`, async () => {
      await fuzz(format, (mutator) => mutator.randomBytes());
    });
    it(`${format}: a cut at every position changes nothing`, async () => {
      const body = Buffer.from(
        documents[format].join('').replaceAll('# EOF\n', '') + (format === 'text' ? '' : '# EOF\n'),
      );
      const whole = await new Recorder().scrape(body, format, []);
      const known = new Recorder();
      for (let at = 0; at <= body.length; at++) {
        assert.deepEqual(await known.scrape(body, format, [at]), whole, `known series, cut at ${at}`);
        assert.deepEqual(await new Recorder().scrape(body, format, [at]), whole, `new series, cut at ${at}`);
      }
      const bytes = Array.from({ length: body.length }, (_, i) => i);
      assert.deepEqual(await known.scrape(body, format, bytes), whole, 'a chunk for each byte');
    });
  }
});
