import assert from 'node:assert/strict';
import { isRotatedFrom } from '../../../src/engine/logs/files/rotatedFiles.ts';

describe('isRotatedFrom', () => {
  const yes = [
    'app.log.1',
    'app.log.12.gz',
    'app.log-20261121',
    'app.log-20261121.gz',
    'app.log.2026-11-21',
    'app.1.log',
    'app-2026-11-21.log',
    'app-2026-11-21.log.gz',
    'app.log.old',
  ];
  const no = [
    'app.log',
    'app-2.log',
    'app2.log',
    'app.logger',
    'app-error.log',
    'application.log',
    'app.log.swp',
    'other.log.1',
  ];
  for (const file of yes) it(`${file} is of app.log`, () => assert.equal(isRotatedFrom(file, 'app.log'), true));
  for (const file of no) it(`${file} is not`, () => assert.equal(isRotatedFrom(file, 'app.log'), false));
});
