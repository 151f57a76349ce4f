import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Recorder } from '../../fuzz/expositionFuzzer.ts';
import { documents } from '../../fuzz/mutator.ts';

describe('a scrape in chunks', () => {
  for (const format of ['text', 'openmetrics'] as const) {
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
