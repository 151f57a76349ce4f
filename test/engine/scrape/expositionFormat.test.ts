import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { formatOf } from '../../../src/engine/scrape/expositionFormat.ts';

describe('formatOf', () => {
  const cases: [contentType: string | undefined, expected: string][] = [
    ['application/openmetrics-text; version=1.0.0; charset=utf-8', 'openmetrics'],
    ['Application/OpenMetrics-Text', 'openmetrics'],
    ['text/plain; version=0.0.4', 'text'],
    ['text/html', 'text'],
    ['', 'text'],
    [undefined, 'text'],
  ];
  for (const [contentType, expected] of cases) {
    it(`${contentType} is ${expected}`, () => assert.equal(formatOf(contentType), expected));
  }
});
