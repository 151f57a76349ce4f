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
    assert.deepEqual(await runTemplates({}, silent), { passed: 82, total: 82, skipped: 7 });
    assert.deepEqual(await runRules({}, silent), { passed: 54, total: 54, skipped: 0 });
  });

  // The systems that Watchpost must work with; the sample systems have their rule files, as they stand in the guides.
  for (const [system, alerts] of [
    ['twinkle', ['HighErrorRate', 'HighLatency', 'SettlementFailures', 'ServiceDown']],
    [
      'moai-flow',
      [
        'HighErrorRate',
        'DatabaseSizeGrowing',
        'HighQueryLatency',
        'ServiceDown',
        'HighCPUUsage',
        'HighMemoryUsage',
        'DiskSpaceLow',
      ],
    ],
  ] as const) {
    const text = fs.readFileSync(path.join(import.meta.dirname, '../systems/guideRules', `${system}.yml`), 'utf8');

    it(`are not needed for the rules of ${system}'s guide, which load unchanged`, () => {
      const { groups, problems } = readRuleFile(text);
      assert.deepEqual(problems, []);
      assert.deepEqual(
        groups.flatMap(({ rules }) => rules.map(({ name }) => name)),
        alerts,
      );
    });
    it(`has the rules of ${system}'s guide as they stand there`, function () {
      const guide = path.resolve(SUITES, '../systems', `${system}.md`);
      if (!fs.existsSync(guide)) skipTest(this, 'there is no systems folder beside the repository');
      const blocks = [...fs.readFileSync(guide, 'utf8').matchAll(/```yaml\n((?:#.*\n)?groups:[\s\S]*?)```/g)];
      assert.deepEqual(
        blocks.map(([, block]) => block),
        [text],
      );
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
