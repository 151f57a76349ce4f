// 1 GB of Pino lines: opening, indexing, filtering and following, beside grep, wc and lnav on the same file in the same run.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../src/base/clock.ts';
import { compileFilter } from '../../src/engine/logs/filter/logFilter.ts';
import type { LogViewFilter } from '../../src/protocol/logs.ts';
import { IndexedLog } from '../../src/engine/logs/index/indexedLog.ts';
import { scanSegment } from '../../src/engine/logs/index/scanSegment.ts';
import { type Figure, printFigures } from './report.ts';

const SIZE_BYTES = 1_000_000_000;

/** Measures and prints; `--size BYTES` for a smaller file. */
export async function run({ json, args }: { json: boolean; args: string[] }): Promise<readonly Figure[]> {
  const at = args.indexOf('--size');
  const sizeBytes = at < 0 ? SIZE_BYTES : Number(args[at + 1]);
  const folder = mkdtempSync(path.join(tmpdir(), 'watchpost-bench-logs-'));
  try {
    const figures = await measure(path.join(folder, 'pino.log'), sizeBytes);
    printFigures('logs', figures, json);
    return figures;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(file: string, sizeBytes: number): Promise<Figure[]> {
  const expected = writePino(file, sizeBytes);
  const figures: Figure[] = [];
  const best = (program: string, ...args: string[]): number => Math.min(...[1, 2, 3].map(() => timeOf(program, args)));
  const grepSeconds = best('grep', '-c', '"level":50', file);
  const wcSeconds = best('wc', '-l', file);

  const first = new IndexedLog(file, systemClock);
  const screenMs = await elapsedMs(async () => {
    const tail = await first.tail(100);
    if (tail.length !== 100 || tail.at(-1)?.record.fields['n'] !== expected.lines - 1)
      throw new Error('not the last lines');
  });
  await first.close();
  figures.push({ name: 'first screen', value: screenMs, unit: 'ms', wanted: { op: 'at most', value: 100 } });

  const indexed = async (): Promise<{ log: IndexedLog; seconds: number }> => {
    const log = new IndexedLog(file, systemClock);
    const ms = await elapsedMs(async () => {
      while (await log.poll());
    });
    return { log, seconds: ms / 1000 };
  };
  const { log, seconds: firstSeconds } = await indexed();
  const residentBytes = process.memoryUsage.rss();
  const indexSeconds = [firstSeconds];
  for (let i = 0; i < 2; i++) {
    const again = await indexed();
    indexSeconds.push(again.seconds);
    await again.log.close();
  }
  const [segment] = log.segments;
  if (segment === undefined) throw new Error('nothing was indexed');
  const { index } = segment.indexer;
  let errors = 0;
  for (let i = 0; i < index.length; i++) if (index.levelName(i) === 'error') errors++;
  if (index.length !== expected.lines || errors !== expected.errors)
    throw new Error(`indexed ${index.length} lines, ${errors} errors`);
  const grep = (seconds: number) => ({ name: 'grep -c \'"level":50\'', value: seconds });
  figures.push(
    {
      name: 'full index',
      value: Math.min(...indexSeconds),
      unit: 's',
      wanted: { op: 'at most', value: 3 * grepSeconds },
      peer: grep(grepSeconds),
    },
    { name: 'full index', value: Math.min(...indexSeconds), unit: 's', peer: { name: 'wc -l', value: wcSeconds } },
  );
  if (existsSync('/usr/bin/lnav')) {
    const lnav = timeOf('lnav', [
      '-n',
      '-c',
      ':write-to /dev/null',
      '-c',
      ";SELECT count(*) FROM all_logs WHERE log_level = 'error'",
      file,
    ]);
    figures.push({
      name: 'full index',
      value: Math.min(...indexSeconds),
      unit: 's',
      peer: { name: 'lnav, load and count errors', value: lnav },
    });
  }

  const scan = async (filter: LogViewFilter, count: number): Promise<number> => {
    const compiled = compileFilter(filter);
    if (!compiled.ok) throw new Error(compiled.error);
    const seconds: number[] = [];
    for (let i = 0; i < 3; i++) {
      let found = 0;
      const context = { nowMs: Date.now(), signal: new AbortController().signal };
      const ms = await elapsedMs(() =>
        scanSegment(
          segment.indexer,
          segment.segment.handle,
          compiled.value,
          { from: 0, to: index.length },
          context,
          () => found++,
        ),
      );
      if (found !== count) throw new Error(`${JSON.stringify(filter)} found ${found}, not ${count}`);
      seconds.push(ms / 1000);
    }
    return Math.min(...seconds);
  };
  const needle = '"reqId":"req-777777"';
  const text = await scan({ text: needle }, 1);
  const grepText = best('grep', '-c', needle, file);
  figures.push(
    {
      name: 'text filter',
      value: text,
      unit: 's',
      wanted: { op: 'at most', value: 2 * grepSeconds },
      peer: grep(grepSeconds),
    },
    { name: 'text filter', value: text, unit: 's', peer: { name: 'grep -c of the same text', value: grepText } },
    { name: 'level filter', value: await scan({ level: 'error' }, expected.errors), unit: 's' },
  );
  const field = await scan({ where: ['status>=500'] }, expected.errors);
  const regexp = await scan({ regexp: 'req-77777\\d"' }, 10);
  figures.push(
    {
      name: 'field condition status>=500',
      value: expected.lines / field / 1e6,
      unit: 'million lines/s',
      wanted: { op: 'at least', value: 1.5 },
    },
    {
      name: 'regular expression',
      value: regexp,
      unit: 's',
      peer: { name: 'grep -cE', value: best('grep', '-cE', 'req-77777[0-9]"', file) },
    },
  );
  figures.push({
    name: 'resident memory with the index',
    value: residentBytes / 1e6,
    unit: 'MB',
    wanted: { op: 'at most', value: 200 },
  });
  await log.close();
  figures.push(...(await follow(`${file}.follow`)));
  return figures;
}

/** Follows 100,000 lines a second for five seconds, as the view does it. */
async function follow(file: string): Promise<Figure[]> {
  writeFileSync(file, '');
  const script = `const fs = require('fs'); const fd = fs.openSync(process.argv[1], 'a'); let n = 0; const t0 = performance.now();
    const t = setInterval(() => { const due = Math.min(500000, Math.floor((performance.now() - t0) * 100)); let s = '';
      while (n < due) s += '{"level":30,"time":' + Date.now() + ',"msg":"line","n":' + n++ + '}\\n'; if (s) fs.writeSync(fd, s); if (n >= 500000) clearInterval(t); }, 5);`;
  const writer = spawn(process.execPath, ['-e', script, file], { stdio: 'inherit' });
  const log = new IndexedLog(file, systemClock);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  let looks = 0;
  let behind = 0;
  const startedMs = performance.now();
  while (writer.exitCode === null) {
    while (await log.poll());
    looks++;
    const [segment] = log.segments;
    if (segment !== undefined && segment.indexer.index.length > 0) {
      const last = segment.indexer.index.length - 1;
      await log.read(
        segment,
        Array.from({ length: Math.min(50, last) }, (_, i) => last - i),
      );
      behind = Math.max(behind, Date.now() - segment.indexer.index.timeMs(last));
    }
    await sleep(25);
  }
  const seconds = (performance.now() - startedMs) / 1000;
  delay.disable();
  while (await log.poll());
  const length = log.segments[0]?.indexer.index.length;
  if (length !== 500_000) throw new Error(`followed ${length} of 500000 lines`);
  await log.close();
  return [
    {
      name: 'updates of the last screen, following 100,000 lines/s',
      value: looks / seconds,
      unit: '/s',
      wanted: { op: 'at least', value: 30 },
    },
    {
      name: "engine's event-loop delay p99, following",
      value: delay.percentile(99) / 1e6 - 1,
      unit: 'ms',
      wanted: { op: 'at most', value: 10 },
    },
  ];
}

/** Written by a program of its own, so that our memory is that of the log alone. */
function writePino(file: string, sizeBytes: number): { lines: number; errors: number } {
  const writer = path.join(import.meta.dirname, '../support/logs/pinoWriter.ts');
  const { stdout, status } = spawnSync(process.execPath, [writer, file, String(sizeBytes)], { encoding: 'utf8' });
  if (status !== 0) throw new Error('the file could not be written');
  return JSON.parse(stdout) as { lines: number; errors: number };
}

function timeOf(program: string, args: readonly string[]): number {
  // Into a pipe: GNU grep stops at the first match where its output goes to /dev/null.
  const startedMs = performance.now();
  const { error } = spawnSync(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  if (error !== undefined) throw error;
  return (performance.now() - startedMs) / 1000;
}

async function elapsedMs(work: () => Promise<void>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}
