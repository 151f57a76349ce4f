import assert from 'node:assert/strict';
import { createColumns } from '../../../src/engine/store/columns.ts';
import { Page, PageBuilder } from '../../../src/engine/store/page.ts';
import type { SampleColumns } from '../../../src/engine/store/storage.ts';
import { seeded } from '../../support/seeded.ts';

function columnsOf(samples: readonly (readonly [timestampMs: number, value: number])[]): SampleColumns {
  const columns = createColumns(samples.length + 1);
  for (const [timestampMs, value] of samples) {
    columns.timestampsMs[columns.length] = timestampMs;
    columns.values[columns.length++] = value;
  }
  return columns;
}

function buildPage(): Uint8Array {
  const builder = new PageBuilder();
  const shared = Array.from({ length: 50 }, (_, i) => [1_700_000_000_000 + i * 1003, i * i] as const);
  builder.add(3, columnsOf(shared));
  builder.add(4, columnsOf(shared.map(([at, value]) => [at, value / 8] as const)));
  builder.add(260, columnsOf([[1_600_000_000_000, -1]]));
  const page = builder.build();
  assert.ok(page !== undefined);
  assert.deepEqual([page.minMs, page.maxMs, page.samples], [1_600_000_000_000, 1_700_000_000_000 + 49 * 1003, 101]);
  return page.data;
}

describe('page of the history file', () => {
  it('gives back the runs of its series, cut to the window', () => {
    const page = Page.parse(buildPage());
    assert.ok(page !== undefined);
    assert.deepEqual([...page.ids()], [3, 4, 260]);
    const columns = createColumns(1);
    page.read(4, 1_700_000_000_000, 1_700_000_000_000 + 3009, columns);
    assert.deepEqual(
      [...columns.timestampsMs.subarray(0, columns.length)],
      [1003, 2006, 3009].map((ms) => 1_700_000_000_000 + ms),
    );
    assert.deepEqual([...columns.values.subarray(0, columns.length)], [1 / 8, 4 / 8, 9 / 8]);
    columns.length = 0;
    page.read(5, -Infinity, Infinity, columns);
    assert.equal(columns.length, 0);
  });

  it('is nothing without samples', () => assert.equal(new PageBuilder().build(), undefined));

  it('refuses bytes that do not fit their checksum', () => {
    const data = buildPage();
    for (let at = 0; at < data.length; at++) {
      const damaged = data.slice();
      damaged[at]! ^= 0x10;
      assert.equal(Page.parse(damaged), undefined);
    }
    for (let length = 0; length < data.length; length++) assert.equal(Page.parse(data.slice(0, length)), undefined);
  });

  it('survives damaged bytes with a good checksum: no exception, no endless loop, no flood of memory', () => {
    const random = seeded(21);
    const sound = buildPage();
    const columns = createColumns();
    let parsed = 0;
    for (let round = 0; round < 20_000; round++) {
      const data = sound.slice(0, round % 3 === 0 ? Math.floor(random() * sound.length) : sound.length);
      for (let hits = 1 + Math.floor(random() * 4); hits > 0 && data.length > 0; hits--)
        data[Math.floor(random() * data.length)] = Math.floor(random() * 256);
      const page = Page.parseUnchecked(data);
      if (page === undefined) continue;
      parsed++;
      for (const id of page.ids()) {
        columns.length = 0;
        page.read(id, -Infinity, Infinity, columns);
        assert.ok(columns.length <= sound.length * 8);
        for (let i = 1; i < columns.length; i++) assert.ok(columns.timestampsMs[i]! > columns.timestampsMs[i - 1]!);
      }
    }
    assert.ok(parsed > 1000, `only ${parsed} of the damaged pages could be opened at all`);
  });
});
