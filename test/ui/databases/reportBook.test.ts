import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ReportBook } from '../../../src/ui/databases/reportBook.ts';
import { aFinding, aReport } from './aReport.ts';

describe('the book of reports', () => {
  let folder: string;
  beforeEach(async () => (folder = path.join(await mkdtemp(path.join(tmpdir(), 'watchpost-book-')), 'reports')));
  afterEach(() => rm(path.dirname(folder), { recursive: true }));
  const open = async (): Promise<ReportBook> => {
    const book = new ReportBook({ folder, onBug: (error) => assert.fail(String(error)) });
    await book.load();
    return book;
  };
  const shown = (atMs: number, more = {}) => ({ serviceName: 'shop', report: aReport({ atMs, ...more }) });

  it('keeps the last report over a reload, and the one before to compare with', async () => {
    const book = await open();
    const first = shown(1, { findings: [aFinding('a', 'critical', { value: 0.9, unit: 'ratio', fix: 'VACUUM' })] });
    book.keep('shop/postgres', first);
    const second = book.keep('shop/postgres', shown(2));
    assert.deepEqual(second.previous, first.report);
    await book.written();
    const again = await open();
    assert.deepEqual(again.get('shop/postgres'), second);
    assert.equal(again.get('other'), undefined);
    const [file] = await readdir(folder);
    assert.equal((await stat(path.join(folder, file!))).mode & 0o077, 0);
  });

  it('compares no report with one of another server', async () => {
    const book = await open();
    book.keep('shop/postgres', shown(1));
    assert.equal(book.keep('shop/postgres', shown(2, { target: 'postgresql://other/shop' })).previous, undefined);
    await book.written();
  });

  it('forgets', async () => {
    const book = await open();
    book.keep('a', shown(1));
    book.keep('b', shown(2));
    book.forget('a');
    await book.written();
    assert.deepEqual(
      (await open()).all.map(({ key }) => key),
      ['b'],
    );
  });

  it('keeps the newest fifty', async () => {
    const book = await open();
    for (let i = 1; i <= 60; i++) book.keep(`key ${i}`, shown(i));
    await book.written();
    assert.equal((await readdir(folder)).length, 50);
    const { all } = await open();
    assert.deepEqual([all.length, all[0]?.key, all.at(-1)?.key], [50, 'key 60', 'key 11']);
  });

  it('leaves out files that are none of its own', async () => {
    const book = await open();
    book.keep('a', shown(1));
    await book.written();
    const [own] = await readdir(folder);
    const text = await readFile(path.join(folder, own!), 'utf8');
    await writeFile(path.join(folder, 'cut.json'), text.slice(0, -10));
    await writeFile(path.join(folder, 'null.json'), 'null');
    await writeFile(
      path.join(folder, 'other.json'),
      JSON.stringify({ key: 'x', shown: { serviceName: 'x', report: {} } }),
    );
    assert.deepEqual(
      (await open()).all.map(({ key }) => key),
      ['a'],
    );
  });

  it('tells of each change, and which reports are being made', async () => {
    const book = await open();
    let changes = 0;
    book.onDidChange(() => changes++);
    const running = book.begin('a');
    assert.ok(book.isRunning('a'));
    running.dispose();
    running.dispose();
    assert.ok(!book.isRunning('a'));
    book.keep('a', shown(1));
    assert.equal(changes, 3);
    await book.written();
  });
});
