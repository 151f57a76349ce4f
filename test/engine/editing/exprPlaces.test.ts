import assert from 'node:assert/strict';
import { exprPlaces, placeAt } from '../../../src/engine/editing/exprPlaces.ts';

/** A rule file with `expr:` written as it is given, indented as a rule's key. */
function fileOf(expr: string): string {
  return `groups:\n  - name: g\n    rules:\n      - record: a:b\n        expr: ${expr}\n        labels: { x: y }\n`;
}

/** Every character that is not white space must be found where the document has it. */
const STYLES: readonly (readonly [name: string, written: string, expr: string])[] = [
  ['plain', 'sum(rate(a_total{job="x"}[5m])) > 1', 'sum(rate(a_total{job="x"}[5m])) > 1'],
  ['plain over lines', 'sum(a)\n          / sum(b)\n\n          > 1', 'sum(a) / sum(b)\n> 1'],
  ['single quotes', `'a{b="it''s"} > 1'`, `a{b="it's"} > 1`],
  ['double quotes', '"a{b=\\"c\\\\d\\"} \\u003e 1"', 'a{b="c\\d"} > 1'],
  ['double quotes over lines', '"sum(a)\n          /\\\n          \\  sum(b)"', 'sum(a) /  sum(b)'],
  ['a literal block', '|\n          sum(a)\n            / sum(b)\n', 'sum(a)\n  / sum(b)\n'],
  ['a literal block with a comment', '|-\n          # why\n          up == 0', '# why\nup == 0'],
  ['a folded block', '>\n          sum(a)\n          / sum(b)\n', 'sum(a) / sum(b)\n'],
  ['an indented block with an empty line', '|1\n          sum(a)\n\n          or b\n', ' sum(a)\n\n or b\n'],
  ['characters beyond the first plane', `'a{b="\u{1f600}c"}'`, 'a{b="\u{1f600}c"}'],
];

describe('the expressions of a document', () => {
  for (const [name, written, expr] of STYLES) {
    it(`are found character by character: ${name}`, () => {
      const text = fileOf(written);
      const [place, ...others] = exprPlaces({ language: 'rules', text });
      assert.ok(place !== undefined && others.length === 0);
      assert.equal(place.expr, expr);
      assert.equal(place.offsets.length, expr.length + 1);
      for (let i = 0; i < expr.length; i++) {
        if (/\s/.test(expr[i]!)) continue;
        const there = text.slice(place.offsets[i], place.ends[i]);
        // An escape stands for its character; a quote is doubled in single quotes.
        const read = there.startsWith('\\') ? (JSON.parse(`"${there}"`) as string) : there === "''" ? "'" : there;
        assert.equal(read.at(0), expr[i], `${i} in ${JSON.stringify(there)}`);
      }
      assert.deepEqual(
        [...place.offsets].sort((a, b) => a - b),
        place.offsets,
        'in their order',
      );
    });
  }

  it('are those of all rules, and of an anchor once', () => {
    const text = `groups:
- name: g
  rules:
  - &base { alert: A, expr: &e 'up == 0' }
  - { alert: B, expr: *e }
  - <<: *base
    alert: C
  - record: d
    expr: |
      up
`;
    const places = exprPlaces({ language: 'rules', text });
    assert.deepEqual(
      places.map(({ expr, rule }) => [expr, rule?.kind, rule?.name]),
      [
        ['up == 0', 'alert', 'A'],
        ['up\n', 'record', 'd'],
      ],
    );
  });

  it('are found in what is being written', () => {
    const text = 'groups:\n- name: g\n  rules:\n  - alert: A\n    expr: \n    for: 5m\n';
    const [place] = exprPlaces({ language: 'rules', text });
    const at = text.indexOf('expr: ') + 6;
    assert.deepEqual(placeAt(place === undefined ? [] : [place], at)?.at, 0);
    const cut = exprPlaces({ language: 'rules', text: 'groups: [{ rules: [{ expr: "sum("' });
    assert.deepEqual(
      cut.map(({ expr }) => expr),
      ['sum('],
    );
    assert.equal(exprPlaces({ language: 'rules', text: '- not\n- a rule file' }).length, 0);
    assert.equal(exprPlaces({ language: 'rules', text: '' }).length, 0);
  });

  it('do not take a file that stands for billions of rules for what it says', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 9; i++)
      lines.push(
        `a${i}: &a${i} [${Array(10)
          .fill(`*a${i - 1}`)
          .join(', ')}]`,
      );
    const text = `${lines.join('\n')}\ngroups:\n- rules: *a8\n- rules: *a8\n`;
    assert.deepEqual(exprPlaces({ language: 'rules', text }), []);
  });

  it('are the whole of a query file', () => {
    const found = placeAt(exprPlaces({ language: 'promql', text: 'sum(\n up)' }), 6);
    assert.equal(found?.at, 6);
    assert.equal(found?.place.expr, 'sum(\n up)');
  });
});
