import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { MetricType } from '../../../src/model/series.ts';
import { inferUnit } from '../../../src/engine/scrape/inferUnit.ts';

describe('inferUnit', () => {
  const cases: [name: string, expected: string, type?: MetricType, unit?: string][] = [
    ['process_resident_memory_bytes', 'bytes', 'gauge'],
    ['go_memstats_alloc_bytes_total', 'bytes', 'counter'],
    ['node_network_receive_bytes_per_second', 'bytesPerSecond'],
    ['requests_per_second', 'perSecond'],
    ['http_request_duration_seconds', 'seconds', 'summary'],
    ['http_request_duration_seconds_sum', 'seconds', 'histogram'],
    ['http_request_duration_seconds_count', 'none', 'histogram'],
    ['http_request_duration_seconds_bucket', 'none', 'histogram'],
    ['http_request_duration_seconds_bucket', 'none'],
    ['process_cpu_seconds_total', 'seconds', 'counter'],
    ['process_start_time_seconds', 'timestamp', 'gauge'],
    ['last_success_timestamp_seconds', 'timestamp', 'gauge', 'seconds'],
    ['jobs_created', 'timestamp', 'counter'],
    ['jobs_created', 'none', 'gauge'],
    ['cache_hit_ratio', 'ratio'],
    ['go_gc_gogc_percent', 'none'],
    ['node_hwmon_temp_celsius', 'celsius'],
    ['up', 'boolean'],
    ['probe_success', 'boolean'],
    ['setup', 'none'],
    ['lag', 'seconds', 'gauge', 'seconds'],
    ['http_requests_total', 'none', 'counter'],
    ['build_info', 'none', 'info'],
    ['feature', 'boolean', 'stateset'],
    ['request_duration_milliseconds', 'none'],
  ];
  for (const [name, expected, type, unit = ''] of cases) {
    it(`${name} (${type ?? 'no metadata'}${unit}) is ${expected}`, () => {
      assert.equal(inferUnit(name, type === undefined ? undefined : { type, unit, help: '' }), expected);
    });
  }
});
