import assert from 'node:assert/strict';
import { checkLogFind, checkLogSources, checkLogTarget, checkRow } from '../../../src/ui/logs/logChecks.ts';

describe('the logs that a page kept over a reload', () => {
  const command = { name: 'docker', command: ['docker', 'logs', '-f', 'api'], cwd: '/srv' };

  it('are files that have a name and an absolute path', () => {
    const file = { name: 'api', file: '/srv/logs/api*.log' };
    assert.deepEqual(checkLogSources({ sources: [file] }, [], true), [file]);
    for (const bad of [
      { name: 'api', file: 'logs/api.log' },
      { name: 'api', file: '/srv/\0' },
      { name: 'api', file: `/${'a'.repeat(5000)}` },
      { name: 'api', file: 7 },
      { file: '/srv/api.log' },
      null,
      'text',
    ])
      assert.deepEqual(checkLogSources({ sources: [bad] }, [], true), []);
  });

  it('are programs only where the settings name them as they are', () => {
    assert.deepEqual(checkLogSources({ sources: [command] }, [command], true), [command]);
    assert.deepEqual(checkLogSources({ sources: [command] }, [], true), []);
    for (const change of [{ command: ['sh', '-c', 'id'] }, { cwd: '/tmp' }, { command: 'docker' }])
      assert.deepEqual(checkLogSources({ sources: [{ ...command, ...change }] }, [command], true), []);
    assert.deepEqual(checkLogSources({ sources: [{ ...command, file: '/etc/hosts' }] }, [command], true), [command]);
  });

  it('are those of a PM2 process only where the settings name it', () => {
    const pm2 = { name: 'pm2 api out', file: '/h/api-out.log', pm2: { process: 'api', output: 'out' } } as const;
    assert.deepEqual(checkLogSources({ sources: [{ ...pm2, file: '/etc/hosts' }] }, [pm2], true), [pm2]);
    assert.deepEqual(checkLogSources({ sources: [pm2] }, [{ ...pm2, pm2: { process: 'b', output: 'out' } }], true), []);
  });

  it('are on servers only where the settings name them as they are', () => {
    const loki = { request: { url: ['http://loki'], method: 'GET', headers: [] }, query: '{app="api"}' };
    const source = { name: 'loki', loki };
    const kept = JSON.parse(JSON.stringify({ sources: [source] })) as object;
    assert.deepEqual(checkLogSources(kept, [source], true), [source]);
    assert.deepEqual(checkLogSources(kept, [{ name: 'loki', loki: { ...loki, query: '{}' } }], true), []);
    assert.deepEqual(checkLogSources({ sources: [{ name: 'es', elasticsearch: {} }] }, [source], true), []);
  });

  it('are in an untrusted workspace only files that the settings name', () => {
    const [file, other] = [
      { name: 'api', file: '/srv/api.log' },
      { name: 'hosts', file: '/etc/hosts' },
    ];
    assert.deepEqual(checkLogSources({ sources: [file, other, command] }, [file], false), [file]);
    assert.deepEqual(checkLogSources({ sources: [file] }, [], false), []);
  });

  it('are none where the page kept something else', () => {
    for (const state of [undefined, null, 7, {}, { sources: 'all' }])
      assert.deepEqual(checkLogSources(state, [command], true), []);
  });
});

describe('what a page looks for in a log', () => {
  it('is a text or an expression, a record or a time, from a row on', () => {
    assert.deepEqual(checkLogFind({ text: 'a', regexp: 7, level: 'warn' }), { text: 'a' });
    assert.deepEqual(checkLogFind({ regexp: 'a+' }), { regexp: 'a+' });
    assert.deepEqual(checkLogFind(null), {});
    assert.deepEqual(checkLogTarget({ ref: '0:1:2' }), { ref: '0:1:2' });
    assert.deepEqual(checkLogTarget({ timeMs: 5.4 }), { timeMs: 5 });
    for (const bad of [undefined, 'x', {}, { ref: 'a'.repeat(101) }, { timeMs: Infinity }, { timeMs: '5' }])
      assert.equal(checkLogTarget(bad), undefined);
    assert.deepEqual([-1, 0, 7, -2, 1.5, '3', NaN].map(checkRow), [-1, 0, 7, 0, 0, 0, 0]);
  });
});
