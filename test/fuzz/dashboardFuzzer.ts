import assert from 'node:assert/strict';
import { jsonErrorAt } from '../../src/engine/dashboards/jsonErrorAt.ts';
import { readDashboard } from '../../src/engine/dashboards/readDashboard.ts';
import { seeded } from '../support/seeded.ts';
import type { Fuzzer } from './fuzzer.ts';

const FILE = JSON.stringify({
  title: 'a\n"b"\u00e9',
  panels: [
    { id: 1, type: 'row', collapsed: true, gridPos: { x: 0, y: 9, w: 24, h: 1 }, panels: [{ type: 'stat' }] },
    {
      type: 'graph',
      gridPos: { x: 0, y: 0, w: 12.5, h: 8 },
      targets: [{ expr: 'up', refId: 'A' }],
      thresholds: [{ value: -1.5, op: 'lt' }],
    },
    {
      type: 'gauge',
      targets: [{ expr: 'up', hide: false }],
      fieldConfig: { defaults: { unit: 'ms', mappings: [{ type: 'value', options: { '1': { text: 'a' } } }] } },
    },
  ],
  rows: [
    { height: '250px', showTitle: true, panels: [{ span: 6, type: 'singlestat', thresholds: '1,2', colors: [] }] },
  ],
  templating: { list: [{ type: 'custom', name: 'v', query: 'a : b,c\\,d', current: { value: [null, true] } }] },
});
const PIECES = [
  '{',
  '}',
  '[',
  ']',
  ':',
  ',',
  '"',
  '\\',
  '\\u12',
  '0',
  '-',
  '1e999',
  '.',
  ' ',
  '\n',
  'null',
  '"__proto__":',
  '"x":',
];

/** Damaged dashboards: they are read or have a place where they break, and what is read stays on the grid. */
export const dashboardFuzzer: Fuzzer = {
  name: 'dashboards',
  start: (seed) => (round) => {
    const random = seeded(seed * 1_000_003 + round);
    let text = FILE;
    for (let hits = 1 + Math.floor(random() * 4); hits > 0; hits--) {
      const at = Math.floor(random() * text.length);
      const piece = random() < 0.5 ? (PIECES[Math.floor(random() * PIECES.length)] ?? '') : '';
      text = text.slice(0, at) + piece + text.slice(at + Math.floor(random() * 6));
    }
    return { text, check: () => check(text) };
  },
};

function check(text: string): void {
  const answer = readDashboard(text);
  if (!answer.ok) {
    if (answer.at === undefined) return;
    assert.ok(answer.at >= 0 && answer.at <= text.length);
    // What stands before the place could still be the beginning of JSON: cut there, it only lacks its end.
    assert.equal(jsonErrorAt(text.slice(0, answer.at)), answer.at);
    return;
  }
  assert.doesNotThrow(() => JSON.parse(text));
  for (const { place } of answer.dashboard.panels) {
    assert.ok(Object.values(place).every(Number.isInteger), JSON.stringify(place));
    assert.ok(place.x >= 0 && place.width >= 1 && place.x + place.width <= 24 && place.y >= 0 && place.height >= 1);
  }
}
