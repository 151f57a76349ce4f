import assert from 'node:assert/strict';
import { checkLogSources } from '../../../src/ui/logs/logChecks.ts';

describe('the logs that a page kept over a reload', () => {
  const command = { name: 'docker', command: ['docker', 'logs', '-f', 'api'], cwd: '/srv' };

  it('are files that have a name and an absolute path', () => {
    const file = { name: 'api', file: '/srv/logs/api*.log' };
    assert.deepEqual(checkLogSources({ sources: [file] }, []), [file]);
    for (const bad of [
      { name: 'api', file: 'logs/api.log' },
      { name: 'api', file: '/srv/\0' },
      { name: 'api', file: `/${'a'.repeat(5000)}` },
      { name: 'api', file: 7 },
      { file: '/srv/api.log' },
      null,
      'text',
    ])
      assert.deepEqual(checkLogSources({ sources: [bad] }, []), []);
  });

  it('are programs only where the settings name them as they are', () => {
    assert.deepEqual(checkLogSources({ sources: [command] }, [command]), [command]);
    assert.deepEqual(checkLogSources({ sources: [command] }, []), []);
    for (const change of [{ command: ['sh', '-c', 'id'] }, { cwd: '/tmp' }, { command: 'docker' }])
      assert.deepEqual(checkLogSources({ sources: [{ ...command, ...change }] }, [command]), []);
    assert.deepEqual(checkLogSources({ sources: [{ ...command, file: '/etc/hosts' }] }, [command]), [command]);
  });

  it('are none where the page kept something else', () => {
    for (const state of [undefined, null, 7, {}, { sources: 'all' }])
      assert.deepEqual(checkLogSources(state, [command]), []);
  });
});
