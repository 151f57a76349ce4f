import assert from 'node:assert/strict';
import { GroupEvaluator, type GroupEvaluatorOptions } from '../../../src/engine/rules/groupEvaluator.ts';
import type { Rule, RuleGroup } from '../../../src/model/rule.ts';
import { readRuleFile } from '../../../src/engine/rules/readRuleFile.ts';
import { TestStore } from '../../../src/engine/rules/unitTest/testStore.ts';
import { readHistogram } from '../../../src/engine/promql/histogram/readHistogram.ts';
import { instantQuerySync } from '../../../src/engine/promql/query.ts';
import { LabelSet } from '../../../src/model/labelSet.ts';

const MINUTE_MS = 60_000;

/** A group of rules on a store with `metric` once a minute; NaN: no sample. */
class Scene {
  readonly store = new TestStore();
  readonly evaluator: GroupEvaluator;
  #at = 0;

  constructor(rules: string, options: Partial<GroupEvaluatorOptions> = {}) {
    const { groups, problems } = readRuleFile(`groups:\n  - name: g\n${rules}`);
    assert.deepEqual(problems, []);
    this.evaluator = new GroupEvaluator(groups[0]!, { store: this.store, ...options });
  }

  /** One minute later, with these values. */
  step(values: Readonly<Record<string, number>>) {
    const atMs = this.#at++ * MINUTE_MS;
    for (const [instance, value] of Object.entries(values)) {
      this.store.append(LabelSet.from({ __name__: 'metric', instance }), atMs, value);
    }
    return this.evaluator.evaluate(atMs);
  }

  states(values: readonly number[]): string[] {
    return values.map(
      (a) =>
        this.step({ a })[0]
          ?.alerts.map(({ state }) => state)
          .join() ?? '',
    );
  }

  value(query: string): unknown {
    const result = instantQuerySync(this.store.source, query, (this.#at - 1) * MINUTE_MS);
    assert.ok(result.ok);
    return result.result.type === 'vector'
      ? result.result.samples.map(({ labels, value }) => [labels.toLabels(), value])
      : result.result;
  }
}

const ALERT = (rest: string): string => `    rules:\n      - alert: High\n        expr: metric > 50\n${rest}`;

describe('a group of rules', () => {
  // Prometheus' own cases: TestKeepFiringFor and TestPendingAndKeepFiringFor (rules/alerting_test.go).
  it('goes from pending to firing, and keeps on firing for a while', () => {
    const scene = new Scene(ALERT('        for: 1m\n        keep_firing_for: 1m\n'));
    assert.deepEqual(scene.states([75, 85, 70, 70, 10, 10]), [
      'pending',
      'firing',
      'firing',
      'firing',
      'firing',
      'inactive',
    ]);
  });

  it('goes on from the group as it was, however many rules have other names now', () => {
    let looks = 0;
    const counted = (name: string): Rule => ({
      kind: 'record',
      name,
      expr: 'up',
      range: { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 },
      get labels() {
        looks++;
        return {};
      },
    });
    const group = (prefix: string): RuleGroup => ({
      name: 'g',
      limit: 0,
      queryOffsetMs: 0,
      rules: Array.from({ length: 1_000 }, (_, i) => counted(`${prefix}:${i}`)),
    });
    const store = new TestStore();
    const before = new GroupEvaluator(group('before'), { store });
    const after = new GroupEvaluator(group('after'), { store });
    looks = 0;
    after.adopt(before);
    assert.equal(looks, 2_000, 'each rule is looked at once');
  });

  it('forgets a pending alert at once', () => {
    const scene = new Scene(ALERT('        for: 1m\n        keep_firing_for: 1m\n'));
    assert.deepEqual(scene.states([75, 10, 10]), ['pending', '', '']);
  });

  it('fires at once without `for`, and remembers for 15 minutes that it was resolved', () => {
    const scene = new Scene(ALERT(''));
    assert.deepEqual(scene.states([75, 10]), ['firing', 'inactive']);
    const quiet = scene.states(Array.from({ length: 17 }, () => 10));
    assert.deepEqual([quiet[0], quiet[14], quiet[16]], ['inactive', 'inactive', '']);
  });

  it('writes ALERTS and ALERTS_FOR_STATE, and ends them with a marker', () => {
    const scene = new Scene(ALERT('        labels: { severity: page }\n'));
    scene.step({ a: 10 });
    scene.step({ a: 75 });
    assert.deepEqual(scene.value('ALERTS'), [
      [{ __name__: 'ALERTS', alertname: 'High', alertstate: 'firing', instance: 'a', severity: 'page' }, 1],
    ]);
    assert.deepEqual(scene.value('ALERTS_FOR_STATE'), [
      [{ __name__: 'ALERTS_FOR_STATE', alertname: 'High', instance: 'a', severity: 'page' }, 60],
    ]);
    scene.step({ a: 10 });
    assert.deepEqual(scene.value('ALERTS'), []);
  });

  it('expands templates; one that fails is text in the annotation', () => {
    const annotations =
      '        annotations:\n' +
      '          good: "{{ $labels.instance }} at {{ $value | humanize }} of {{ query \\"metric\\" | first | value }}"\n' +
      '          bad: "{{ humanize \\"x\\" }}"\n' +
      '          endless: "{{ range 100000000 }}x{{ end }}"\n';
    const [outcome] = new Scene(ALERT(annotations)).step({ a: 1500 });
    assert.equal(outcome?.error, undefined);
    const texts = outcome?.alerts[0]?.annotations;
    assert.equal(texts?.['good'], 'a at 1.5k of 1500');
    assert.match(
      texts?.['bad'] ?? '',
      /^<error expanding template: error executing template __alert_High: .*invalid syntax>$/,
    );
    assert.match(texts?.['endless'] ?? '', /too many steps/);
  });

  it('fails the rule where two samples become one alert, and goes on with the others', () => {
    const rules = `    rules:
      - alert: Same
        expr: metric
        labels: { instance: x }
      - record: copy
        expr: sum(metric)
        labels: { kind: all }
`;
    const scene = new Scene(rules);
    const outcomes = scene.step({ a: 1, b: 2 });
    assert.match(outcomes[0]?.error ?? '', /same labelset after applying alert labels/);
    assert.equal(outcomes[1]?.error, undefined);
    assert.deepEqual(scene.value('copy'), [[{ __name__: 'copy', kind: 'all' }, 3]]);
  });

  it('records native histograms, and alerts on them with their text', () => {
    const scene = new Scene(
      '    rules:\n      - record: job:h\n        expr: sum(h)\n' +
        '      - alert: Any\n        expr: h\n        annotations: { text: "{{ $value }}" }\n',
    );
    const { histogram } = readHistogram('{{count:3 sum:4 offset:1 buckets:[1 2]}}');
    for (const instance of ['a', 'b']) scene.store.append(LabelSet.from({ __name__: 'h', instance }), 0, histogram);
    const [recorded, alert] = scene.step({});
    assert.equal(recorded?.samples, 1);
    assert.deepEqual(scene.value('histogram_count(job:h)'), [[{}, 6]]);
    assert.deepEqual(
      alert?.alerts.map(({ annotations, value }) => [annotations, value]),
      Array.from({ length: 2 }, () => [{ text: '{count:3, sum:4, (1,2]:1, (2,4]:2}' }, 0]),
    );
  });

  it('records a scalar, and ends the series of a sample that is gone', () => {
    const scene = new Scene(
      '    rules:\n      - record: high\n        expr: metric > 5\n      - record: one\n        expr: 1\n',
    );
    scene.step({ a: 7, b: 8 });
    assert.equal((scene.value('high') as unknown[]).length, 2);
    scene.step({ a: 7, b: 1 });
    assert.deepEqual(scene.value('high'), [[{ __name__: 'high', instance: 'a' }, 7]]);
    assert.deepEqual(scene.value('one'), [[{ __name__: 'one' }, 1]]);
  });

  it('keeps to the group’s limit and query offset', () => {
    const limited = new Scene(
      '    limit: 1\n    rules:\n      - record: copy\n        expr: metric\n      - alert: A\n        expr: metric\n',
    );
    const outcomes = limited.step({ a: 1, b: 2 });
    assert.equal(outcomes[0]?.error, 'exceeded limit of 1 with 2 series');
    assert.equal(outcomes[1]?.error, 'exceeded limit of 1 with 2 alerts');
    assert.deepEqual(outcomes[1]?.alerts, []);
    const late = new Scene('    query_offset: 1m\n    rules:\n      - record: before\n        expr: metric\n');
    late.step({ a: 1 });
    late.step({ a: 2 });
    assert.deepEqual(late.value('before'), [[{ __name__: 'before', instance: 'a' }, 1]]);
  });
});
