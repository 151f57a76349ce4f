import assert from 'node:assert/strict';
import { read, withService } from './check.ts';

describe('the format of a log source', () => {
  const logsOf = (logs: unknown) => {
    const { config, problems } = read(withService({ tcp: 'db:1', logs }));
    return { logs: config.services[0]?.logs, problems };
  };

  it('can be set beside a file, a program and a PM2 process', () => {
    const { logs, problems } = logsOf([
      { file: '/a.log', format: 'postgres' },
      { command: ['kubectl', 'logs', '-f', 'x'], format: 'container' },
      { pm2: 'api', format: 'pino' },
      { file: '/b.log' },
    ]);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      logs?.map(({ format }) => format),
      ['postgres', 'container', 'pino', 'pino', undefined],
    );
  });

  for (const wrong of [{ file: '/a.log', format: 'log5j' }, { file: '/a.log', format: 7 }, { format: 'pino' }]) {
    it(`is refused: ${JSON.stringify(wrong)}`, () => {
      const { logs, problems } = logsOf([wrong]);
      assert.equal(problems.length, 1);
      assert.deepEqual(logs ?? [], []);
    });
  }
});
