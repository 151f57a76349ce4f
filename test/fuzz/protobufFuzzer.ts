import assert from 'node:assert/strict';
import type { LabelSet } from '../../src/model/labelSet.ts';
import { TargetScraper } from '../../src/engine/scrape/targetScraper.ts';
import { seeded } from '../support/seeded.ts';
import { body, PROTOBUF } from '../engine/scrape/support/protobufBody.ts';
import { FakeClock } from '../support/fakeClock.ts';
import type { Fuzzer } from './fuzzer.ts';

/** Damaged bodies of the protobuf format: taken over whole, or refused with a reason and not at all. */
export const protobufFuzzer: Fuzzer = {
  name: 'exposition protobuf',
  start: (seed) => {
    const sound = body();
    return (round) => {
      const random = seeded(seed * 1_000_003 + round);
      const bytes = Buffer.from(round % 4 === 0 ? sound.subarray(0, Math.floor(random() * sound.length)) : sound);
      for (let hits = Math.floor(random() * 4); hits > 0 && bytes.length > 0; hits--)
        bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
      return {
        text: bytes.toString('hex'),
        check: () => {
          let taken = 0;
          const count = (labels: LabelSet): 'ok' => {
            if (!/^(?:up|scrape_)/.test(labels.get('__name__'))) taken++;
            return 'ok';
          };
          const sink = { resolve: (labels: LabelSet) => labels, append: count, appendHistogram: count };
          const limits = { maxAheadMs: Infinity, maxBehindMs: Infinity, honorLabels: true };
          const scraper = new TargetScraper<LabelSet>(sink, new FakeClock(), limits);
          const { ok, samplesKept, duplicates, failure } = scraper.scrapeNow(bytes, { contentType: PROTOBUF });
          if (ok) assert.equal(taken, samplesKept - duplicates);
          else assert.ok(taken === 0 && failure !== undefined && failure.reason !== '');
        },
      };
    };
  },
};
