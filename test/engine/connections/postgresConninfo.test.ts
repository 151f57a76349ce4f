import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readPostgresConninfo } from '../../../src/engine/connections/postgresConninfo.ts';

describe('readPostgresConninfo', () => {
  let folder: string;
  let file: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'watchpost-pgpass-'));
    file = path.join(folder, 'pgpass');
    writeFileSync(file, '# none\nother:*:*:*:no\nh\\:x:5432:d:u:colon\nh:5433:*:u:a\\:b\\\\c\n*:*:*:any:last\n');
    chmodSync(file, 0o600);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const read = async (text: string, environment: Record<string, string> = {}) => {
    const result = await readPostgresConninfo(text, { PGPASSFILE: file, ...environment });
    if (!result.ok) return result.error;
    const { host, port, user, password, database, sslMode } = result.value;
    return [host, port, user, password, database, sslMode];
  };

  const rows: readonly [text: string, environment: Record<string, string>, expected: readonly unknown[]][] = [
    ['postgresql://u:p@h:1/d', { PGHOST: 'x', PGPASSWORD: 'y', PGUSER: 'z' }, ['h', 1, 'u', 'p', 'd', undefined]],
    ['host=h port=1 user=u password=p dbname=d', {}, ['h', 1, 'u', 'p', 'd', undefined]],
    ["host = /run/pg  user=u password='a b\\'c' dbname=d", {}, ['/run/pg', 5432, 'u', "a b'c", 'd', undefined]],
    [
      'dbname=d',
      { PGHOST: 'h', PGPORT: '7', PGUSER: 'u', PGPASSWORD: 'p', PGSSLMODE: 'prefer' },
      ['h', 7, 'u', 'p', 'd', 'prefer'],
    ],
    ['', { PGHOST: 'h', PGUSER: 'u', PGDATABASE: 'd', PGPASSWORD: 'p' }, ['h', 5432, 'u', 'p', 'd', undefined]],
    ['postgresql://u@h:5433/d', {}, ['h', 5433, 'u', 'a:b\\c', 'd', undefined]],
    ['postgresql://any@h/d', {}, ['h', 5432, 'any', 'last', 'd', undefined]],
    ['postgresql://u@h:5432/d', {}, ['h', 5432, 'u', undefined, 'd', undefined]],
  ];
  for (const [text, environment, expected] of rows) {
    it(`reads ${JSON.stringify(text)} ${JSON.stringify(environment)}`, async () => {
      assert.deepEqual(await read(text, environment), expected);
    });
  }

  it('leaves alone a password file that others can read', async function () {
    if (process.platform === 'win32') this.skip();
    chmodSync(file, 0o644);
    assert.deepEqual(await read('postgresql://any@h/d'), ['h', 5432, 'any', undefined, 'd', undefined]);
    chmodSync(file, 0o600);
  });

  it('says what it takes where it is neither', async () => {
    assert.match(String(await read('shop')), /postgresql:/);
    assert.match(String(await read('host=a b')), /postgresql:/);
  });
});
