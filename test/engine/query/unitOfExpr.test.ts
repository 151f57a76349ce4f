import assert from 'node:assert/strict';
import type { Unit } from '../../../src/base/unit.ts';
import { parseQuery } from '../../../src/engine/promql/parse/parseQuery.ts';
import { unitOfExpr } from '../../../src/engine/query/unitOfExpr.ts';
import { inferUnit } from '../../../src/engine/scrape/inferUnit.ts';

function check(query: string, expected: Unit): void {
  it(`${query}: ${expected}`, () => {
    const parsed = parseQuery(query);
    assert.ok(parsed.ok);
    assert.equal(
      unitOfExpr(parsed.value, (name) => inferUnit(name)),
      expected,
    );
  });
}

describe('the unit of a query', () => {
  check('process_resident_memory_bytes', 'bytes');
  check('(sum by (job) (process_resident_memory_bytes))', 'bytes');
  check('{job="a"}', 'none');
  check('up', 'boolean');
  check('sum(up)', 'none');
  check('count(process_resident_memory_bytes)', 'none');
  check('rate(http_requests_total[5m])', 'perSecond');
  check('rate(network_bytes_total[5m])', 'bytesPerSecond');
  check('rate(process_cpu_seconds_total[5m])', 'ratio');
  check('increase(network_bytes_total[5m])', 'bytes');
  check('max_over_time(rate(network_bytes_total[1m])[5m:])', 'bytesPerSecond');
  check('histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))', 'seconds');
  check('rate(request_seconds_sum[5m]) / rate(request_seconds_count[5m])', 'seconds');
  check('rate(errors_total[5m]) / rate(requests_total[5m])', 'ratio');
  check('100 * rate(errors_total[5m]) / rate(requests_total[5m])', 'ratio');
  check('rate(errors_total[5m]) / rate(requests_total[5m]) * 100', 'none');
  check('heap_bytes / 1024', 'bytes');
  check('used_bytes / total_bytes', 'ratio');
  check('time() - process_start_time_seconds', 'seconds');
  check('process_resident_memory_bytes > 100', 'bytes');
  check('process_resident_memory_bytes > bool 100', 'boolean');
  check('heap_bytes + request_seconds', 'none');
  check('quantile_over_time(0.9, request_seconds[5m])', 'seconds');
  check('topk(3, heap_bytes)', 'bytes');
  check('absent(up)', 'boolean');
  check('5m', 'seconds');
  check('"text"', 'none');
});
