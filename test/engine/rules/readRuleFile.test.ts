import assert from 'node:assert/strict';
import { duplicateRules } from '../../../src/engine/rules/lintRules.ts';
import { readRuleFile } from '../../../src/engine/rules/readRuleFile.ts';
import { assertComputed } from '../../support/cpuTime.ts';

function problemsOf(text: string): string[] {
  return readRuleFile(text).problems.map(
    ({ message, range }) => `${(range?.startLine ?? -1) + 1}:${(range?.startColumn ?? -1) + 1}: ${message}`,
  );
}

const rule = (lines: string): string =>
  `groups:\n  - name: g\n    rules:\n      - ${lines.replaceAll('\n', '\n        ')}\n`;

describe('a rule file', () => {
  it('is read with its places', () => {
    const { groups, problems } = readRuleFile(
      rule(
        'alert: Down\nexpr: up == 0\nfor: 5m\nlabels: { severity: page, n: 1 }\nannotations: { summary: "{{ $labels.job }}" }',
      ),
    );
    assert.deepEqual(problems, []);
    assert.deepEqual(groups[0]?.rules[0], {
      kind: 'alert',
      name: 'Down',
      expr: 'up == 0',
      forMs: 300_000,
      keepFiringForMs: 0,
      labels: { severity: 'page', n: '1' },
      annotations: { summary: '{{ $labels.job }}' },
      range: { startLine: 3, startColumn: 15, endLine: 3, endColumn: 19 },
    });
  });

  // The words and places of promtool.
  for (const [text, problem] of [
    [
      rule('record: a\nexpr: rate(hi)'),
      '5:15: group "g", rule 1, "a": could not parse expression: 1:6: parse error: expected type range vector in call to function "rate", got instant vector',
    ],
    [rule('record: a\nexpr: 1\nfor: 1m'), '4:17: group "g", rule 1, "a": invalid field \'for\' in recording rule'],
    [
      rule('alert: a\nexpr: 1\nannotations: { s: "{{ $label.x }}" }'),
      '6:22: group "g", rule 1, "a": annotation "s": template: __alert_a:1: undefined variable "$label"',
    ],
    [rule('alert: a\nexpr: 1\nfoo: 1'), '6:9: field foo not found in type rulefmt.Rule'],
    [rule('alert: a\nexpr: 1\nfor: soon'), '6:14: not a valid duration string: "soon"'],
    [rule('alert: a\nexpr: 1\nlabels: { __name__: x }'), '4:16: group "g", rule 1, "a": invalid label name: __name__'],
    ['groups:\n  - name: g\n  - name: g\n', '3:5: groupname: "g" is repeated in the same file'],
    ['groups:\n  - name: ""\n', '2:5: groupname should not be empty'],
  ] as const) {
    it(`is refused: ${problem}`, () => assert.deepEqual(problemsOf(text), [problem]));
  }

  it('is refused where it is no YAML, or none of a rule file', () => {
    assert.match(problemsOf('groups: [')[0] ?? '', /yaml: /);
    assert.match(problemsOf('- 1')[0] ?? '', /must be a mapping/);
    assert.match(problemsOf('groups: 5')[0] ?? '', /must be a list/);
    assert.deepEqual(problemsOf(''), []);
  });

  it('cannot stand for more than it may', () => {
    const lines = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    for (const [name, before] of ['ba', 'cb', 'dc', 'ed', 'fe', 'gf', 'hg'].map((pair) => pair.split(''))) {
      lines.push(`${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(', ')}]`);
    }
    const before = process.threadCpuUsage();
    const { problems } = readRuleFile(`${lines.join('\n')}\ngroups: *h\n`);
    assert.ok(problems.length > 0);
    assertComputed(2_000, before);
  });

  it('is not looked through for each of its aliases', () => {
    const aliases = Array.from({ length: 10_000 }, (_, i) => `- &a${i} x\n- *a${i}\n`).join('');
    const before = process.threadCpuUsage();
    assert.equal(problemsOf(`groups:\n${aliases}`).length, 20_000);
    assertComputed(10_000, before);
  }).timeout(120_000);

  it('is refused where a key stands twice, and where it holds itself', () => {
    assert.deepEqual(problemsOf('groups: []\ngroups: []\n'), ['2:1: yaml: Map keys must be unique']);
    assert.deepEqual(problemsOf('groups: &a [{ name: x, <<: *a }]'), ["1:28: yaml: anchor 'a' value contains itself"]);
    const shared = 'groups:\n  - { name: &n g, rules: [&r { record: a, expr: 1 }, { <<: *r, record: b }] }\n';
    assert.deepEqual(problemsOf(shared), []);
  });

  it('tells rules that stand there twice', () => {
    const { groups } = readRuleFile(
      'groups:\n  - name: g\n    rules:\n' +
        ['a', 'a', 'a', 'b'].map((name) => `      - record: ${name}\n        expr: 1\n`).join(''),
    );
    assert.deepEqual(
      duplicateRules(groups).map(({ name }) => name),
      ['a'],
    );
  });
});
