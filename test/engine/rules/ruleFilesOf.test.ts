import assert from 'node:assert/strict';
import { ruleFilesOf } from '../../../src/engine/rules/ruleFilesOf.ts';

describe('the rule files of a prometheus.yml', () => {
  const check = (name: string, text: string, expected: readonly string[]): void => {
    it(name, () => assert.deepEqual(ruleFilesOf(text), expected));
  };
  check('as the guides write them', 'global: {}\nrule_files:\n  - "alert_rules.yml"\n  - ./rules/*.yml\n', [
    'alert_rules.yml',
    'rules/*.yml',
  ]);
  check('by an absolute path: the file of that name', 'rule_files: [/etc/prometheus/rules.yml, "C:\\\\x\\\\r.yml"]', [
    'rules.yml',
    'r.yml',
  ]);
  check('none that lead out of the folder', 'rule_files: [../secrets/*.yml, a/../../b.yml, ok.yml]', ['ok.yml']);
  check('none of a file without any', 'scrape_configs: []', []);
  check('none of a list', '- 1', []);
  check('none of what is no YAML', 'rule_files: [', []);
  check('none of an empty file', '', []);
  check('none of what is no list', 'rule_files: { a: 1 }', []);
});
