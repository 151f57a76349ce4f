import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { readStep, readTime } from '../../src/cli/query/readTime.ts';

const CLI = path.join(import.meta.dirname, '../../src/cli.ts');
const SAMPLES = `# TYPE requests counter
requests_total{code="200"} 10 1700000000
requests_total{code="200"} 25 1700000010
requests_total{code="500"} 1 1700000000
requests_total{code="500"} 1 1700000010.5
# EOF
`;

describe('watchpost query', function () {
  let folder: string;
  let file: string;

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'watchpost-query-'));
    file = path.join(folder, 'samples.om');
    writeFileSync(file, SAMPLES);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function run(args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    return new Promise((resolve) => {
      const child = spawn(process.execPath, [CLI, 'query', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
      const out = { stdout: '', stderr: '' };
      child.stdout.on('data', (chunk) => (out.stdout += String(chunk)));
      child.stderr.on('data', (chunk) => (out.stderr += String(chunk)));
      child.once('close', (code) => resolve({ code: code ?? -1, ...out }));
    });
  }

  it('answers queries of its arguments at a time', async () => {
    const { code, stdout } = await run(['--load', file, '--at', '1700000010', 'sum(requests_total)', '1 + 1']);
    assert.equal(code, 0);
    assert.deepEqual(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
      [
        { resultType: 'vector', result: [{ metric: {}, value: [1700000010, '26'] }] },
        { resultType: 'scalar', result: [1700000010, '2'] },
      ],
    );
  });

  it('answers ranges, with statistics and notes', async () => {
    const { stdout } = await run([
      '--load',
      file,
      '--from',
      '2023-11-14T22:13:20Z',
      '--to',
      '1700000010',
      '--step',
      '10s',
      '--stats',
      'delta(requests_total{code="200"}[10s]) or requests_total{code="200"}',
    ]);
    const line = JSON.parse(stdout) as { result: { values: unknown }[]; stats: { evalMs: number } };
    assert.deepEqual(line.result[0]?.values, [
      [1700000000, '10'],
      [1700000010, '25'],
    ]);
    assert.ok(line.stats.evalMs >= 0);
  });

  it('answers each line of standard input before it waits for the next', async () => {
    const child = spawn(process.execPath, [CLI, 'query', '--load', file], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const closed = new Promise((resolve) => child.once('close', resolve));
    child.stdin.write('count(requests_total)\n');
    const first = await lines.next();
    assert.match(String(first.value), /"value":\[1700000010\.5,"2"\]/);
    child.stdin.write('sum(\n');
    const second = await lines.next();
    assert.deepEqual(JSON.parse(String(second.value)), {
      errorType: 'bad_data',
      error: '1:5: parse error: unclosed left parenthesis',
    });
    child.stdin.end();
    assert.equal(await closed, 1);
  });

  it('refuses files and arguments that make no sense', async () => {
    const missing = await run(['--load', path.join(folder, 'none'), '1']);
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, /cannot read .*none/);
    writeFileSync(path.join(folder, 'bad.om'), 'a 1 1\nb{ 2\n# EOF\n');
    const bad = await run(['--load', path.join(folder, 'bad.om'), '1']);
    assert.equal(bad.code, 2);
    assert.match(bad.stderr, /bad\.om:2:/);
    const range = await run(['--load', file, '--from', '1', '1']);
    assert.equal(range.code, 2);
    assert.match(range.stderr, /a range needs --from, --to and --step/);
  });
});

describe('times on the command line', () => {
  it('are Unix seconds or RFC 3339', () => {
    assert.equal(readTime('1700000000.25'), 1_700_000_000_250);
    assert.equal(readTime('2023-11-14T22:13:20+01:00'), 1_699_996_400_000);
    assert.equal(readTime('yesterday'), undefined);
    assert.equal(readTime('2023-13-14T22:13:20Z'), undefined);
  });

  it('are steps in seconds or durations', () => {
    assert.equal(readStep('1m30s'), 90_000);
    assert.equal(readStep('0.5'), 500);
    assert.equal(readStep('0'), undefined);
    assert.equal(readStep('-1s'), undefined);
  });
});
