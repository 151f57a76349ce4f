// Reports of real SQLite files, beside what SQLite itself says of them, with writers at work and files that are none.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../../../src/base/clock.ts';
import type { Finding, Report } from '../../../src/model/report.ts';
import { SQLITE_DIAGNOSTICS } from '../../../src/engine/sqlite/registry.ts';
import { reportSqlite } from '../../../src/engine/sqlite/reportSqlite.ts';

describe('the report of a SQLite file', function () {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'watchpost-sqlite-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const tryReport = (name: string, signal = new AbortController().signal) =>
    reportSqlite(path.join(folder, name), { clock: systemClock, target: name }, signal);
  const report = async (name: string): Promise<Report> => {
    const result = await tryReport(name);
    assert.ok(result.ok, result.ok ? '' : result.error);
    return result.value;
  };
  const finding = ({ findings, unread }: Report, id: string): Finding => {
    const found = findings.find((one) => one.id === id);
    assert.ok(found, `no finding ${id}: ${JSON.stringify(unread)}`);
    return found;
  };
  const numbers = ({ numbers: all }: Finding) => Object.fromEntries(all.map(({ name, value }) => [name, value]));
  const make = (name: string, sql: string): DatabaseSync => {
    const database = new DatabaseSync(path.join(folder, name));
    database.exec(sql);
    return database;
  };
  /** Names and contents of all files, so that nothing is written, made or removed unseen. */
  const everything = () =>
    readdirSync(folder)
      .sort()
      .map((name) => [
        name,
        createHash('sha256')
          .update(readFileSync(path.join(folder, name)))
          .digest('hex'),
      ]);

  const ROWS = `CREATE TABLE "odd ""name"";" (id INTEGER PRIMARY KEY, a, filler);
    CREATE INDEX by_a ON "odd ""name"";" (a);
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
    INSERT INTO "odd ""name"";" SELECT i, i, hex(randomblob(300)) FROM n;`;

  it('has the numbers that SQLite itself has', async () => {
    const database = make('a.db', `${ROWS} DELETE FROM "odd ""name"";" WHERE id > 5000; ANALYZE;`);
    const pragma = (name: string) => Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
    const seen = await report('a.db');
    assert.deepEqual(seen.findings.map(({ id }) => id).sort(), SQLITE_DIAGNOSTICS.map(({ id }) => id).sort());
    assert.deepEqual(seen.unread, []);
    const file = numbers(finding(seen, 'file'));
    assert.equal(file['pages'], pragma('page_count'));
    assert.equal(file['page'], pragma('page_size'));
    assert.equal(finding(seen, 'file').value, readFileSync(path.join(folder, 'a.db')).length);
    const free = finding(seen, 'free-list');
    assert.deepEqual([free.severity, free.fix], ['info', 'VACUUM;']);
    assert.equal(free.value, pragma('freelist_count') / pragma('page_count'));
    const sizes = finding(seen, 'sizes').table?.rows.map(([name, kind, table, bytes]) => [name, kind, table, bytes]);
    const pages = database.prepare("SELECT sum(pgsize) AS bytes FROM dbstat WHERE name = 'by_a'").get()?.['bytes'];
    assert.deepEqual(sizes?.[1], ['by_a', 'index', 'odd "name";', pages]);
    assert.equal(sizes?.[0]?.[0], 'odd "name";');
    assert.equal(finding(seen, 'integrity').severity, 'ok');
    assert.equal(finding(seen, 'statistics').severity, 'ok');
    database.close();
  });

  it('sees much that is free, and does not where nothing is', async () => {
    make('b.db', `${ROWS} DROP INDEX by_a; DELETE FROM "odd ""name"";";`).close();
    assert.equal(finding(await report('b.db'), 'free-list').severity, 'warning');
    make('c.db', ROWS).close();
    const seen = await report('c.db');
    assert.equal(finding(seen, 'free-list').severity, 'ok');
    assert.equal(finding(seen, 'statistics').severity, 'info');
  });

  it('sees damage', async () => {
    make('d.db', ROWS).close();
    const file = path.join(folder, 'd.db');
    const bytes = readFileSync(file);
    bytes.fill(0x5a, 4096 * 40, 4096 * 44);
    writeFileSync(file, bytes);
    const seen = await report('d.db');
    const damaged = seen.findings.find(({ id }) => id === 'integrity');
    assert.equal(damaged?.severity, 'critical', JSON.stringify(seen.unread));
  });

  it('sees rows that refer to rows which are not there', async () => {
    const rows = `PRAGMA foreign_keys = OFF; CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p REFERENCES p);
      INSERT INTO c VALUES (1), (2);`;
    make('e.db', rows).close();
    const { severity, value, object } = finding(await report('e.db'), 'foreign-keys');
    assert.deepEqual([severity, value, object], ['warning', 2, 'c']);
    make('f.db', `${rows} INSERT INTO p VALUES (1), (2);`).close();
    assert.equal(finding(await report('f.db'), 'foreign-keys').severity, 'ok');
  });

  it('reads what is only in the write-ahead log, and the writer goes on', async () => {
    const writer = make('w.db', 'PRAGMA journal_mode = WAL; CREATE TABLE t (x); INSERT INTO t VALUES (1);');
    writer.exec('BEGIN IMMEDIATE; INSERT INTO t VALUES (2)');
    const seen = await report('w.db');
    writer.exec('COMMIT');
    assert.match(finding(seen, 'journal').title, /write-ahead log/);
    assert.ok(finding(seen, 'sizes').table?.rows.some(([name]) => name === 't'));
    assert.ok((finding(seen, 'journal').value ?? 0) > 0);
    writer.close();
  });

  it('writes nothing, beside the file neither', async () => {
    make('x.db', ROWS).close();
    make('y.db', `PRAGMA journal_mode = WAL; ${ROWS}`).close();
    const before = everything();
    await report('x.db');
    await report('y.db');
    assert.deepEqual(everything(), before);
  });

  it('never keeps a writer waiting, in a mode without a log either', async () => {
    make('busy.db', ROWS).close();
    const writer = new DatabaseSync(path.join(folder, 'busy.db'), { timeout: 0 });
    let writes = 0;
    const timer = setInterval(() => {
      // Throws SQLITE_BUSY where anybody holds a lock.
      writer.exec(`INSERT INTO "odd ""name"";" VALUES (NULL, 1, 'x')`);
      writes++;
    }, 1);
    const seen = await report('busy.db');
    clearInterval(timer);
    writer.close();
    assert.ok(writes > 5, String(writes));
    // It changed at each attempt, so that its damage would be none.
    assert.ok(
      seen.unread.some(({ reason }) => /was written while it was read/.test(reason)),
      JSON.stringify(seen),
    );
  });

  it('reads a file that somebody has locked', async () => {
    const locked = make('locked.db', ROWS);
    locked.exec('BEGIN EXCLUSIVE');
    assert.equal(finding(await report('locked.db'), 'sizes').severity, 'ok');
    locked.exec('COMMIT');
    locked.close();
  });

  it('says what is no database', async () => {
    const reasons: Readonly<Record<string, RegExp>> = {
      'missing.db': /there is no file/,
      'empty.db': /is empty/,
      'text.db': /no SQLite database/,
      'short.db': /no SQLite database/,
    };
    writeFileSync(path.join(folder, 'empty.db'), '');
    writeFileSync(path.join(folder, 'text.db'), 'x'.repeat(5_000));
    writeFileSync(path.join(folder, 'short.db'), 'SQLite format 3\0');
    for (const [name, reason] of Object.entries(reasons)) {
      const result = await tryReport(name);
      assert.match(result.ok ? 'a report' : result.error, reason);
    }
  });

  it('can be cancelled', async () => {
    make('big.db', ROWS).close();
    const cancel = new AbortController();
    const result = tryReport('big.db', cancel.signal);
    cancel.abort();
    assert.deepEqual(await result, { ok: false, error: 'the report was cancelled' });
  });
});
