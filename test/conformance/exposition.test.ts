import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, it } from 'mocha';
import { skipTest } from '../support/provision/need.ts';
import { run as runOpenMetrics } from './openmetrics.ts';
import { suiteFolder } from './suiteFolder.ts';
import { run as runTextparse } from './textparse.ts';

const folders: string[] = [];

/** A folder with these files. */
function folderOf(files: Record<string, string>): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'watchpost-suite-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

function row(input: string, err: string): unknown {
  return { input, err, input_b64: Buffer.from(input).toString('base64') };
}

function openMetricsCase(name: string, shouldParse: boolean, body: string): Record<string, string> {
  return {
    [`openmetrics/${name}/test.json`]: JSON.stringify({ type: 'text', file: 'metrics', shouldParse }),
    [`openmetrics/${name}/metrics`]: body,
  };
}

describe('the suites of exposition formats', function () {
  // Without the folder beside the repository they are skipped by name.
  for (const [name, run, passed] of [
    ['textparse', runTextparse, 271],
    // 44 valid documents taken and found clean, 96 refused that Prometheus refuses, 167 that lint refuses.
    ['openmetrics', runOpenMetrics, 44 + 44 + 96 + 167],
  ] as const) {
    it(`pass whole: ${name}`, async function () {
      const folder = suiteFolder(name, undefined);
      if (folder === undefined || !fs.existsSync(folder))
        skipTest(this, 'there is no conformance folder beside the repository');
      const lines: string[] = [];
      const score = await run({ list: 'failed' }, (line) => lines.push(line));
      assert.deepEqual(score, { passed, total: passed, skipped: 0 }, lines.join('\n'));
    });
  }
});

/** That a runner counts right and names what failed: a wrong expectation must be seen to fail. */
describe('the runners of the exposition suites', () => {
  afterEach(() => {
    for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true });
  });

  it('textparse sees wrong verdicts, on both sides', async () => {
    const tables = { prom_errors: [row('a', 'x'), row('a 1\n', 'x')], prom_nullbyte: [row('a 1\n', ''), row('a', '')] };
    const lines: string[] = [];
    const path = folderOf({ 'textparse/error_tables.json': JSON.stringify(tables) });
    const score = await runTextparse({ path, list: 'failed' }, (line) => lines.push(line));
    assert.equal(score.passed, 2);
    assert.equal(score.total, 4);
    assert.ok(lines.includes('error_tables.json prom_errors: 1 of 2'));
    assert.ok(lines.includes('  failed: "a 1\\n": was taken'));
    assert.match(lines.join('\n'), / {2}failed: "a": was refused/);
    assert.match(lines.at(-1) ?? '', /^textparse: 2 of 4 passed, \d+ skipped$/);
  });

  it('textparse sees wrong, missing and further entries', async () => {
    const head =
      '# HELP "go.gc_duration_seconds" A summary of the GC invocation durations.\n# TYPE "go.gc_duration_seconds" summary\n';
    const score = async (body: string): Promise<number> => {
      const { passed } = await runTextparse({ path: folderOf({ 'textparse/prom_utf8_valid.txt': body }) }, () => {});
      return passed;
    };
    assert.equal(await score(head), 2);
    assert.equal(await score(head.replace('durations', 'times')), 1);
    assert.equal(await score(`${head}{"go.gc_duration_seconds",quantile="0"} 4.9351e-05\n`), 3);
    assert.equal(await score(`${head}{"go.gc_duration_seconds",quantile="0"} 4.9352e-05\n`), 2);
  });

  it('openmetrics sees wrong verdicts of scrape and of lint', async () => {
    const path = folderOf({
      ...openMetricsCase('right', true, 'a 1\n# EOF\n'),
      ...openMetricsCase('wrongly_valid', true, 'a x\n# EOF\n'),
      ...openMetricsCase('bad_wrongly', false, 'a 1\n# EOF\n'),
      ...openMetricsCase('bad_taken', false, '# TYPE a counter\na_total -1\n# EOF\n'),
      'openmetrics-prometheus-verdicts.json': JSON.stringify({ r: { badAcc: ['bad_taken'] } }),
    });
    const lines: string[] = [];
    const score = await runOpenMetrics({ path, list: 'failed' }, (line) => lines.push(line));
    assert.deepEqual(score, { passed: 3, total: 7, skipped: 0 });
    const failed = lines.filter((line) => line.startsWith('  failed: ')).map((line) => line.split(': ')[1]);
    assert.deepEqual(failed, ['wrongly_valid', 'bad_wrongly', 'wrongly_valid', 'bad_wrongly']);
    assert.equal(lines.at(-1), 'openmetrics: 3 of 7 passed, 0 skipped');
  });

  it('says that a folder is not there', async () => {
    const lines: string[] = [];
    const score = await runOpenMetrics({ path: path.join(folderOf({}), 'none') }, (line) => lines.push(line));
    assert.deepEqual(score, { passed: 0, total: 0, skipped: 1 });
    assert.equal(lines[0], 'openmetrics: skipped, the folder with the suite is not there');
  });
});
