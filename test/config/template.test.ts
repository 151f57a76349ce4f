import assert from 'node:assert/strict';
import { readConfig } from '../../src/config/readConfig.ts';
import { checkService, folder, read, withService } from './check.ts';

function check(body: string, expected: readonly (string | { secret: string })[] | string): void {
  checkService(
    { health: { url: 'http://a', body } },
    typeof expected === 'string'
      ? { probes: [], problems: [`settings.${expected} health/body`] }
      : { probes: [{ body: expected }] },
  );
}

describe('templates', () => {
  it('put variables in and leave secrets names', () => {
    check('', []);
    check('plain $ {text} $x', ['plain $ {text} $x']);
    check('a ${env:API_HOST} b', ['a api.internal b']);
    check('${env:EMPTY}', ['']);
    check('${secret:a}${secret:b-1.x_y}', [{ secret: 'a' }, { secret: 'b-1.x_y' }]);
    check('${workspaceFolder} ${workspaceFolderBasename} ${userHome}', ['/home/ann/app app /home/ann']);
  });

  it('never look for variables in what was put in', () => {
    check('${env:NESTED}', ['${secret:x}']);
  });

  it('report what has no value', () => {
    check('${env:NOT_SET}', 'unsetVariable');
    check('${env:toString}', 'unsetVariable');
    check('${env:}', 'unknownVariable');
    check('${secret:}', 'unknownVariable');
    check('${secret:a b}', 'badSecretName');
    check('${file}', 'unknownVariable');
    check('${}', 'unknownVariable');
    check('${config:x}', 'unknownVariable');
    check('a ${env:X', 'unknownVariable');
    check('a\0', 'controlCharacter');
  });

  it('report a folder variable where no folder is open', () => {
    const { problems } = readConfig({
      folders: [
        { values: { services: { api: { health: 'http://a/${workspaceFolder}/${userHome}' } } }, env: () => undefined },
      ],
    });
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['settings.noFolder', 'settings.noFolder'],
    );
  });

  it('are read in groups and environments, without secrets', () => {
    const { config, problems } = read(
      withService({ group: '${workspaceFolderBasename}', environment: '${secret:s}', tcp: 'a:1' }),
    );
    assert.equal(config.services[0]?.group, 'app');
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['settings.secretNotAllowed'],
    );
  });

  it('name each secret with every place that uses it', () => {
    const { secrets } = readConfig({
      folders: [
        folder({
          'watchpost.services': {
            a: { health: { url: 'https://x/${secret:s}', headers: { Authorization: '${secret:s}' } } },
            b: { command: ['c', '${secret:t}'], health: 'http://${secret:s}/', redis: 'redis://:${secret:s}@r' },
          },
        }),
      ],
    });
    const path = ['watchpost.services'];
    assert.deepEqual(secrets, [
      {
        name: 's',
        usedBy: [
          { serviceId: 'a', path: [...path, 'a', 'health', 'url'], origin: 'https://x' },
          { serviceId: 'a', path: [...path, 'a', 'health', 'headers', 'Authorization'], origin: 'https://x' },
          { serviceId: 'b', path: [...path, 'b', 'redis'], origin: 'redis://r:6379' },
        ],
      },
      { name: 't', usedBy: [{ serviceId: 'b', path: [...path, 'b', 'command', 1] }] },
    ]);
  });
});
