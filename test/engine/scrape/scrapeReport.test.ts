import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { printScrapeReport, scrapeExitCode, scrapeReport } from '../../../src/engine/scrape/scrapeReport.ts';
import * as protobuf from './support/protobufBody.ts';

describe('scrapeReport', () => {
  it('counts what a body holds', () => {
    const body = Buffer.from(
      '# TYPE h histogram\nh_bucket{le="1"} 1\nh_bucket{le="1"} 1\nh_count 1\nb 1\n# HELP x y\n',
    );
    const report = scrapeReport(body);
    assert.deepEqual(report, { format: 'text', samples: 4, series: 3, families: 3, exemplars: 0, problems: [] });
    assert.equal(scrapeExitCode(report), 0);
  });

  it('sees OpenMetrics by its end, and goes by the content type where there is one', () => {
    const body = Buffer.from('# TYPE a counter\na_total 1 # {} 1\n# EOF\n');
    assert.deepEqual(
      [
        scrapeReport(body).format,
        scrapeReport(body).exemplars,
        scrapeReport(body, { contentType: 'text/plain' }).format,
      ],
      ['openmetrics', 1, 'text'],
    );
  });

  it('counts what a protobuf body holds, and says why one is refused', () => {
    const report = scrapeReport(protobuf.body(), { contentType: protobuf.PROTOBUF });
    assert.deepEqual(report, {
      format: 'protobuf',
      samples: 20,
      series: 20,
      families: 10,
      exemplars: 0,
      nativeHistograms: 4,
      problems: [],
    });
    assert.equal(
      printScrapeReport('x', report),
      'x: Prometheus protobuf, 20 samples, 20 series, 10 families, 4 native histograms',
    );
    const refused = scrapeReport(protobuf.body().subarray(0, -1), { contentType: protobuf.PROTOBUF });
    assert.equal(scrapeExitCode(refused), 1);
    assert.deepEqual(refused.problems, [
      { line: 1, column: 1, message: 'the body ends in the middle of a metric family' },
    ]);
  });

  it('says what a scrape refuses, and with lint all that is wrong', () => {
    const body = Buffer.from('a 1\na{b="c" d="e"} 2\nx y\nz\n');
    assert.deepEqual(scrapeReport(body).problems, [{ line: 3, column: 3, message: '"y" is not a number' }]);
    const linted = scrapeReport(body, { lint: true });
    assert.deepEqual(
      linted.problems.map(({ line, column }) => [line, column]),
      [
        [2, 8],
        [3, 3],
        [4, 2],
      ],
    );
    assert.equal(scrapeExitCode(linted), 1);
    assert.match(
      printScrapeReport('m.txt', linted),
      /^m\.txt: Prometheus text, 2 samples, .*\nm\.txt:2:8: a comma is missing/,
    );
  });
});
