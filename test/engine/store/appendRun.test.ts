import assert from 'node:assert/strict';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { LabelSet } from '../../../src/model/labelSet.ts';
import { STALE_NAN } from '../../../src/model/series.ts';
import { dump, matchers, openStore, type TestStore, withFolder } from './storeSupport.ts';
import { seeded } from '../../support/seeded.ts';

const SERIES = 60;
const ODD = [STALE_NAN, NaN, Infinity, -Infinity, -0, 0, 1e300, 5e-324, 2 ** 51, -(2 ** 51), 2 ** 53];

/** What a series does from sample to sample: each way that a value can be written, and the changes between them. */
const KINDS: readonly ((random: () => number, last: number) => number)[] = [
  (random, last) => last + Math.floor(random() * 20),
  (random, last) => last - Math.floor(random() * 3),
  (_, last) => last,
  () => 0,
  (random) => (random() < 0.5 ? 0 : -0),
  (random) => random(),
  (random) => Math.round(random() * 1e4) / 100,
  (random) => Math.round(random() * 1e6) / 1e6,
  (random) => Math.floor(random() * 9e9) * 1e3,
  (random, last) => (random() < 0.9 ? last + 1 : last + Math.floor(random() * 2 ** 50)),
  (random) => ODD[Math.floor(random() * ODD.length)]!,
  (random, last) => (random() < 0.95 ? Math.round(last) + 2 : random()),
];

const labelsOf = (i: number): LabelSet => LabelSet.from({ __name__: `m${i % 7}`, id: String(i) });

/** Gives the same scrapes to a store one by one and to another as runs, and finds both the same: answers, samples, bytes. */
function check(seed: number, scrapes: number, files: readonly (string | undefined)[]): void {
  const random = seeded(seed);
  const [single, runs] = files.map((file) => openStore({ ...(file !== undefined && { file }) })) as [
    TestStore,
    TestStore,
  ];
  const refsOf = ({ store }: TestStore): (number | undefined)[] => [
    undefined,
    ...Array.from({ length: SERIES }, (_, i) => store.ref(labelsOf(i))),
  ];
  const singleRefs = refsOf(single);
  const runRefs = refsOf(runs);
  const last = new Map<number, number>();
  for (let scrape = 0; scrape < scrapes; scrape++) {
    const stepMs = random() < 0.03 ? -500 : random() < 0.02 ? 0 : 990 + Math.floor(random() * 20);
    const entries = new Int32Array(SERIES + 3);
    const values = new Float64Array(SERIES + 3);
    let count = 0;
    for (let entry = 1; entry <= SERIES; entry++) {
      if (entry % 5 === 0 && random() < 0.3) continue;
      values[count] = KINDS[entry % KINDS.length]!(random, last.get(entry) ?? 0);
      last.set(entry, values[count]!);
      entries[count++] = entry;
    }
    // One series twice, and one that is gone now and then.
    entries[count] = 1 + Math.floor(random() * SERIES);
    values[count++] = random() < 0.5 ? 1 : last.get(entries[count - 1]!)!;
    single.clock.advance(Math.max(0, stepMs));
    runs.clock.advance(Math.max(0, stepMs));
    if (random() < 0.02) {
      const gone = matchers(['id', '=', String(Math.floor(random() * SERIES))]);
      assert.equal(single.store.deleteSeries(gone), runs.store.deleteSeries(gone));
    }
    const timestampMs = runs.clock.now() + (random() < 0.02 ? 700_000 : random() < 0.02 ? 0.5 : Math.min(0, stepMs));

    const expected: [number, string][] = [];
    for (let i = 1; i < count; i++) {
      const result = single.store.append(singleRefs[entries[i]!]!, timestampMs, values[i]!);
      if (result !== 'ok') expected.push([i, result]);
      if (result === 'gone') singleRefs[entries[i]!] = single.store.ref(labelsOf(entries[i]! - 1));
    }
    const refused: [number, string][] = [];
    runs.store.appendRun({ timestampMs, refs: runRefs, entries, values, from: 1, to: count }, (at, result) => {
      refused.push([at, result]);
      if (result === 'gone') runRefs[entries[at]!] = runs.store.ref(labelsOf(entries[at]! - 1));
    });
    assert.deepEqual(refused, expected);
  }
  // Not as `deepEqual`: to print how two stores differ takes minutes.
  assert.ok(isDeepStrictEqual(dump(runs.store), dump(single.store)), 'the samples differ');
  assert.deepEqual(runs.store.stats(), single.store.stats());
  for (const { store } of [single, runs]) store.dispose();
  if (files[0] === undefined) return;
  const [left, right] = files.map((file) => openStore({ file: file ?? '', clock: runs.clock })) as [
    TestStore,
    TestStore,
  ];
  assert.ok(isDeepStrictEqual(dump(right.store), dump(left.store)), 'the samples in the files differ');
  for (const { store } of [left, right]) store.dispose();
}

describe('a run of samples', () => {
  for (const seed of [1, 2, 3])
    it(`is the same as its samples one by one, seed ${seed}`, () => check(seed, 400, [undefined, undefined]));

  it('is the same with a history file', () =>
    withFolder((folder) => check(4, 200, [join(folder, 'single.db'), join(folder, 'runs.db')])));
});
