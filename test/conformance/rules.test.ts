// The suites of rule files and templates must not lose a case; without the folder beside the repository they are skipped by name.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readRuleFile } from '../../src/engine/rules/readRuleFile.ts';
import { skipTest } from '../support/provision/need.ts';
import { run as runRules } from './rules.ts';
import { run as runTemplates } from './templates.ts';

const SUITES = path.resolve(import.meta.dirname, '../../../shared/conformance');
const silent = (): void => undefined;

describe('the suites of rules and templates', () => {
  it('pass whole, but for what is skipped by name', async function () {
    if (!fs.existsSync(SUITES)) skipTest(this, `there is no ${path.basename(SUITES)} folder beside the repository`);
    assert.deepEqual(await runTemplates({}, silent), { passed: 80, total: 80, skipped: 9 });
    assert.deepEqual(await runRules({}, silent), { passed: 53, total: 53, skipped: 1 });
  });

  // The systems that Watchpost must work with; their rules are pasted into files as they stand in the guides.
  for (const [system, alerts] of [
    ['twinkle', ['HighErrorRate', 'HighLatency', 'SettlementFailures', 'ServiceDown']],
    ['moai-flow', ['HighErrorRate', 'HighCPUUsage', 'HighMemoryUsage', 'DiskSpaceLow', 'ServiceDown']],
  ] as const) {
    it(`are not needed for the rules of ${system}'s guide, which load unchanged`, function () {
      const guide = path.resolve(SUITES, '../systems', `${system}.md`);
      if (!fs.existsSync(guide)) skipTest(this, 'there is no systems folder beside the repository');
      const blocks = [...fs.readFileSync(guide, 'utf8').matchAll(/```yaml\n((?:#.*\n)?groups:[\s\S]*?)```/g)];
      assert.equal(blocks.length, 1);
      const { groups, problems } = readRuleFile(blocks[0]![1]!);
      assert.deepEqual(problems, []);
      const names = new Set(groups.flatMap(({ rules }) => rules.map(({ name }) => name)));
      for (const alert of alerts) assert.ok(names.has(alert), alert);
    });
  }

  it('see a wrong expectation', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'watchpost-suite-'));
    const file = path.join(folder, 'template-scenarios.json');
    const scenario = { text: '{{ 1 }}', output: '2', shouldFail: false, html: false };
    fs.writeFileSync(file, JSON.stringify([scenario, { ...scenario, output: '1' }, { ...scenario, shouldFail: true }]));
    const score = await runTemplates({ path: file }, silent);
    fs.rmSync(folder, { recursive: true });
    assert.deepEqual(score, { passed: 1, total: 3, skipped: 0 });
  });
});
