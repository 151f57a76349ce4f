import assert from 'node:assert/strict';
import { BitWriter } from '../../../src/engine/store/bits.ts';
import { decodeValues, sameValue, ValueEncoder } from '../../../src/engine/store/valueCodec.ts';
import { isStale, STALE_NAN } from '../../../src/model/series.ts';
import { seeded } from '../../support/seeded.ts';

function encode(values: readonly number[]): Uint8Array {
  const bits = new BitWriter(values.length * 14 + 32);
  const encoder = new ValueEncoder();
  values.forEach((value, i) => (i === 0 ? encoder.first(value, bits) : encoder.next(value, bits)));
  return bits.bytes.slice(0, (bits.at + 7) >> 3);
}

/** Encodes and decodes; every value must come back bit for bit, also when reading begins in the middle. */
function check(values: readonly number[], maxBytes = Infinity): void {
  const bytes = encode(values);
  for (const skip of new Set([0, values.length >> 1, values.length - 1])) {
    const out = new Float64Array(values.length + 3);
    assert.equal(decodeValues(bytes, 0, bytes.length, values.length, skip, out, 3), values.length);
    values.slice(skip).forEach((value, i) => {
      const got = out[3 + i]!;
      assert.ok(sameValue(got, value), `value ${i + skip}: ${got} for ${value} (stale: ${isStale(got)})`);
    });
  }
  assert.ok(bytes.length <= maxBytes, `${bytes.length} bytes`);
}

describe('value codec', () => {
  const zeros = Array.from({ length: 120 }, () => 0);
  const table: readonly (readonly [name: string, values: readonly number[], maxBytes?: number])[] = [
    ['one value', [42]],
    ['zero, minus zero and back', [0, -0, 0, -0, -0]],
    ['minus zero first', [-0, 0, 1]],
    ['a staleness marker between numbers', [1, 2, STALE_NAN, 3, STALE_NAN, STALE_NAN, NaN, STALE_NAN]],
    ['a staleness marker first', [STALE_NAN, 1, NaN, 1]],
    ['infinities', [1, Infinity, -Infinity, 1, Infinity]],
    ['extremes', [Number.MAX_VALUE, Number.MIN_VALUE, -Number.MAX_VALUE, 2 ** 53, -(2 ** 53), 2 ** 51, -(2 ** 51), 0]],
    ['decimals that grow longer', [1, 1.5, 1.25, 1.125, 1.0625, 1.03125, 0.1 + 0.2]],
    ['an unfinished sum of decimals', Array.from({ length: 120 }, (_, i) => i * 0.1)],
    ['a flat line in a bit a value', zeros, 20],
    ['a steady counter in less than a byte a value', zeros.map((_, i) => 1e6 + i * 5), 120],
    [
      'two random decimals in little more than two bytes a value',
      zeros.map((_, i) => ((i * 7919) % 10_000) / 100),
      264,
    ],
    ['random doubles in little more than their bits', zeros.map((_, i) => Math.sin(i + 1)), 120 * 9],
  ];
  for (const [name, values, maxBytes] of table) it(`brings back ${name}`, () => check(values, maxBytes));

  it('brings back whatever comes, seeded', () => {
    const random = seeded(11);
    const special = [STALE_NAN, NaN, Infinity, -Infinity, -0, 0];
    for (let round = 0; round < 3000; round++) {
      const kind = Math.floor(random() * 6);
      let walk = Math.floor(random() * 1e6);
      const values = Array.from({ length: 1 + Math.floor(random() * 60) }, () => {
        if (random() < 0.05) return special[Math.floor(random() * special.length)]!;
        if (kind === 0) return (walk += Math.floor(random() * 10));
        if (kind === 1) return random();
        if (kind === 2) return Math.round(random() * 1e9) / 10 ** Math.floor(random() * 9);
        if (kind === 3) return Math.floor((random() - 0.5) * 2 ** (random() * 60));
        if (kind === 4) return (random() - 0.5) * 2 ** Math.floor(random() * 2000 - 1000);
        return (walk += random());
      });
      check(values);
    }
  });

  it('survives damaged bytes: it ends, and says how many values it has', () => {
    const random = seeded(12);
    const out = new Float64Array(200);
    const sound = encode(Array.from({ length: 120 }, (_, i) => (i % 7 === 0 ? random() : i * 3)));
    for (let round = 0; round < 20_000; round++) {
      const bytes =
        round % 2 === 0
          ? Uint8Array.from({ length: Math.floor(random() * 64) }, () => Math.floor(random() * 256))
          : sound.slice(0, Math.floor(random() * sound.length));
      if (bytes.length > 0 && round % 2 === 1)
        bytes[Math.floor(random() * bytes.length)]! ^= 1 << Math.floor(random() * 8);
      const count = decodeValues(bytes, 0, bytes.length, 120, 0, out, 0);
      assert.ok(count >= 0 && count <= 120);
      // A damaged value may be any number, but no third kind of NaN.
      for (let i = 0; i < count; i++) assert.ok(sameValue(out[i]!, out[i]!));
    }
  });
});
