// Where the real PM2 writes: it is asked by the name of a process, and never started for it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../../../src/base/clock.ts';
import { LogFiles, readProcesses } from '../../../src/engine/logs/files/logFiles.ts';
import { PROJECT_ROOT } from '../../support/provision/projectRoot.ts';

describe("the files of PM2's processes", function () {
  this.timeout(120_000);
  let folder: string;
  let env: Record<string, string | undefined>;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'watchpost-pm2-'));
    env = {
      ...process.env,
      PATH: `${path.join(PROJECT_ROOT, 'node_modules/.bin')}${path.delimiter}${process.env['PATH']}`,
      PM2_HOME: path.join(folder, 'home'),
      PM2_DISABLE_VERSION_CHECK: 'true',
    };
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const source = (output: 'out' | 'error') => ({
    name: `pm2 api ${output}`,
    file: `/nowhere/.pm2/logs/api-${output}{,-*}.log`,
    pm2: { process: 'api', output },
  });

  it('are told by the PM2 that runs, out and error apart', () => {
    const pm2 = (...args: string[]): string => execFileSync('pm2', args, { cwd: folder, encoding: 'utf8', env });
    writeFileSync(path.join(folder, 'app.js'), 'setInterval(() => {}, 1000);');
    const [out, error] = [path.join(folder, 'said.txt'), path.join(folder, 'wrong.txt')];
    pm2('start', 'app.js', '--name', 'api', '--output', out, '--error', error, '--merge-logs');
    const files = new LogFiles(systemClock, env);
    return Promise.all([files.of(source('out')), files.of(source('error'))])
      .then((found) => assert.deepEqual(found, [[out], [error]]))
      .finally(() => pm2('kill'));
  });

  it('are looked for in PM2_HOME where it does not run, and it is not started', async () => {
    const logs = path.join(folder, 'home/logs');
    mkdirSync(logs, { recursive: true });
    for (const name of ['api-out.log', 'api-out-1.log', 'api-error.log', 'other-out.log'])
      writeFileSync(path.join(logs, name), 'x\n');
    const files = new LogFiles(systemClock, env);
    assert.deepEqual((await files.of(source('out'))).map((file) => path.relative(logs, file)).toSorted(), [
      'api-out-1.log',
      'api-out.log',
    ]);
    assert.deepEqual(await files.of(source('error')), [path.join(logs, 'api-error.log')]);
    assert.equal(existsSync(path.join(folder, 'home/pm2.pid')), false);
  });

  it('are read from its answer, whatever stands before it', () => {
    const own = { pm_out_log_path: '/l/a-out.log', pm_err_log_path: '/dev/null', SECRET: 'x' };
    const text = `>>>> In-memory PM2 is out-of-date\n${JSON.stringify([{ name: 'a', pm2_env: own }, { name: 5 }, null])}\n`;
    assert.deepEqual(readProcesses(text), [{ name: 'a', out: '/l/a-out.log' }]);
    for (const bad of ['', '[{', '{}', '[]', 'no']) assert.deepEqual(readProcesses(bad), []);
  });
});
