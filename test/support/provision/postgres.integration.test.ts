import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { Client } from 'pg';
import { need, skipTest } from './need.ts';
import { type Postgres, startPostgres } from './postgres.ts';
import { findTool } from './tools.ts';

describe('startPostgres', function () {
  before(async function () {
    await need(this, 'postgresql');
  });

  for (const source of ['path', 'npm'] as const) {
    it(`runs a real PostgreSQL from ${source}, asks for the password, and leaves nothing`, async function () {
      if ((await findTool('postgresql', source)) === undefined) skipTest(this, `No PostgreSQL from ${source} here.`);
      const postgres = await startPostgres({ source });
      let folder = '';
      try {
        folder = await ask(postgres.superuserUri, 'SHOW data_directory');
        assert.equal(await ask(postgres.uri, 'SELECT current_user'), 'watched');
        assert.equal(await ask(postgres.superuserUri, 'SELECT current_user'), 'postgres');
        const wrong = new URL(postgres.uri);
        wrong.password = 'wrong';
        await assert.rejects(ask(wrong.href, 'SELECT 1'), /password authentication failed/);
        assert.ok(existsSync(folder));
      } finally {
        await postgres.stop();
      }
      await assert.rejects(ask(postgres.uri, 'SELECT 1'), { code: 'ECONNREFUSED' });
      assert.equal(existsSync(folder), false);
    });
  }

  it('can be killed', async () => {
    const postgres: Postgres = await startPostgres();
    await postgres.kill();
    await assert.rejects(ask(postgres.uri, 'SELECT 1'), { code: 'ECONNREFUSED' });
  });
});

async function ask(uri: string, sql: string): Promise<string> {
  const client = new Client({ connectionString: uri });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, string>>(sql);
    return Object.values(rows[0] ?? {})[0] ?? '';
  } finally {
    await client.end();
  }
}
