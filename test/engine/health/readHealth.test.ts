import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import type { Check } from '../../../src/model/probe.ts';
import type { HealthReading } from '../../../src/engine/health/health.ts';
import { readHealth } from '../../../src/engine/health/readHealth.ts';
import { SAMPLES } from './samples.ts';

const printCheck = ({ name, status, latencyMs, message }: Check): string =>
  `${name} ${status}${latencyMs === undefined ? '' : ` ${latencyMs}ms`}${message === undefined ? '' : `: ${message}`}`;

function read(code: number, contentType: string, body: string | Uint8Array): HealthReading {
  return readHealth({ code, contentType, body: typeof body === 'string' ? Buffer.from(body) : body });
}

describe('readHealth: every format', () => {
  for (const sample of SAMPLES) {
    it(sample.name, () => {
      const reading = read(sample.code, sample.type, sample.body);
      assert.deepEqual(
        { status: reading.status, format: reading.format, checks: reading.checks.map(printCheck) },
        { status: sample.status, format: sample.format, checks: sample.checks },
        reading.reason,
      );
      assert.ok(reading.reason.length > 0 && reading.reason.length <= 400, reading.reason);
      if (sample.because !== undefined) assert.ok(reading.reason.includes(sample.because), reading.reason);
    });
  }
});
