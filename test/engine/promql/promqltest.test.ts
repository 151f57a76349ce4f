import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { run as runParser } from '../../conformance/parser.ts';
import { run as runSuite } from '../../conformance/promqltest.ts';
import { selfTest } from '../../conformance/promqltest/selfTest.ts';
import { suiteFolder } from '../../conformance/suiteFolder.ts';

describe("Prometheus' PromQL suite", () => {
  const folder = suiteFolder('promqltest', undefined);

  it('has a runner that sees wrong expectations', () => {
    for (const { name, found } of selfTest()) assert.equal(found, undefined, name);
  });

  it('passes: every evaluation, of numbers and of native histograms', async function () {
    if (folder === undefined || !existsSync(folder)) {
      this.test?.skip();
      return;
    }
    const lines: string[] = [];
    const { passed, total, skipped } = await runSuite({ list: 'failed' }, (line) => lines.push(line));
    assert.deepEqual([total, skipped], [2214, 0]);
    assert.equal(passed, total, lines.filter((line) => line.startsWith('  failed')).join('\n'));
    assert.ok(lines.includes('of these float and stable: 945 of 945'), 'all stable evaluations are run');
  });

  it('agrees on what is a query', async function () {
    if (folder === undefined) {
      this.test?.skip();
      return;
    }
    const lines: string[] = [];
    const { passed, total } = await runParser({ list: 'failed' }, (line) => lines.push(line));
    assert.equal(passed, total, lines.join('\n'));
    assert.equal(total, 352);
  });
});
