import assert from 'node:assert/strict';
import { BitWriter } from '../../src/engine/store/bits.ts';
import { createColumns } from '../../src/engine/store/columns.ts';
import { Page, PageBuilder } from '../../src/engine/store/page.ts';
import type { SampleColumns } from '../../src/engine/store/storage.ts';
import { decodeTimestamps } from '../../src/engine/store/timestampCodec.ts';
import { decodeValues, sameValue, ValueEncoder } from '../../src/engine/store/valueCodec.ts';
import { ByteReader } from '../../src/engine/store/varint.ts';
import { seeded } from '../support/seeded.ts';
import type { Fuzzer } from './fuzzer.ts';

function columnsOf(count: number, valueOf: (i: number) => number, startMs: number, stepMs: number): SampleColumns {
  const columns = createColumns(count);
  for (let i = 0; i < count; i++) {
    columns.timestampsMs[i] = startMs + i * stepMs;
    columns.values[i] = valueOf(i);
  }
  columns.length = count;
  return columns;
}

function soundPage(): Uint8Array {
  const builder = new PageBuilder();
  builder.add(
    3,
    columnsOf(50, (i) => i * i, 1.7e12, 1003),
  );
  builder.add(
    4,
    columnsOf(50, (i) => i / 8, 1.7e12, 1003),
  );
  builder.add(
    260,
    columnsOf(1, () => -1, 1.6e12, 1),
  );
  builder.add(
    261,
    columnsOf(120, (i) => Math.sin(i), 1.6e12, 15_000),
  );
  const page = builder.build();
  assert.ok(page !== undefined);
  return page.data;
}

function damaged(sound: Uint8Array, random: () => number, round: number): Uint8Array {
  const data = sound.slice(0, round % 3 === 0 ? Math.floor(random() * sound.length) : sound.length);
  for (let hits = 1 + Math.floor(random() * 4); hits > 0 && data.length > 0; hits--)
    data[Math.floor(random() * data.length)] = Math.floor(random() * 256);
  return data;
}

/** Damaged blocks of the history file behind a good checksum: refused, or read in rising time within bounds. */
export const pageFuzzer: Fuzzer = {
  name: 'block decoder',
  start: (seed) => {
    const sound = soundPage();
    const columns = createColumns();
    return (round) => {
      const data = damaged(sound, seeded(seed * 1_000_003 + round), round);
      return {
        text: Buffer.from(data).toString('hex'),
        check: () => {
          const page = Page.parseUnchecked(data);
          for (const id of page?.ids() ?? []) {
            columns.length = 0;
            page?.read(id, -Infinity, Infinity, columns);
            assert.ok(columns.length <= sound.length * 8, 'no more samples than the bytes can hold');
            for (let i = 1; i < columns.length; i++) {
              assert.ok((columns.timestampsMs[i] ?? 0) > (columns.timestampsMs[i - 1] ?? 0), 'time goes forward');
            }
          }
        },
      };
    };
  },
};

/** Damaged and random streams of values and of timestamps: they end, and say how many they have. */
export const codecFuzzer: Fuzzer = {
  name: 'value and timestamp decoders',
  start: (seed) => {
    const bits = new BitWriter(120 * 14 + 32);
    const encoder = new ValueEncoder();
    const random = seeded(seed);
    for (let i = 0; i < 120; i++) {
      const value = i % 7 === 0 ? random() : i * 3;
      if (i === 0) encoder.first(value, bits);
      else encoder.next(value, bits);
    }
    const sound = bits.bytes.slice(0, (bits.at + 7) >> 3);
    const out = new Float64Array(200);
    return (round) => {
      const next = seeded(seed * 1_000_003 + round);
      const bytes =
        round % 2 === 0
          ? Uint8Array.from({ length: Math.floor(next() * 64) }, () => Math.floor(next() * 256))
          : damaged(sound, next, round);
      return {
        text: Buffer.from(bytes).toString('hex'),
        check: () => {
          const count = decodeValues(bytes, 0, bytes.length, 120, 0, out, 0);
          assert.ok(count >= 0 && count <= 120);
          // A damaged value may be any number, but no third kind of NaN.
          for (let i = 0; i < count; i++) assert.ok(sameValue(out[i] ?? 0, out[i] ?? 0));
          const times = decodeTimestamps(new ByteReader(bytes, 0, bytes.length), 120, out, 0);
          for (let i = 1; i < times; i++) assert.ok((out[i] ?? 0) > (out[i - 1] ?? 0), 'time goes forward');
        },
      };
    };
  },
};
