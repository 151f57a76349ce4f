import { t, language } from '../../base/l10n.ts';
import { formatSeconds } from '../../base/unit.ts';
import type { MonitorResult, NamedCount, SlowCommand } from '../../model/redisLive.ts';
import type { ReportTable } from '../../model/report.ts';

/** Commands or prefixes with how many there were, and how many a second. */
export function countTable(title: string, counts: readonly NamedCount[], { durationMs }: MonitorResult): ReportTable {
  const seconds = Math.max(0.001, durationMs / 1000);
  return {
    columns: [{ title }, { title: t('commands'), unit: 'none' }, { title: t('rate'), unit: 'perSecond' }],
    rows: counts.map(({ name, count }) => [name, count, count / seconds]),
    omitted: 0,
  };
}

/** The commands that were seen, the last one first. */
export function commandTable({ commands, seen }: MonitorResult): ReportTable {
  return {
    columns: [
      { title: t('time') },
      { title: t('client') },
      { title: t('db') },
      { title: t('command') },
      { title: t('key') },
      { title: t('more arguments') },
    ],
    rows: commands
      .toReversed()
      .map(({ atMs, client, database, command, key, more }) => [clock(atMs), client, database, command, key, more]),
    omitted: seen - commands.length,
  };
}

/** What became of it, in a sentence. */
export function monitorSentence({ seen, durationMs, endedBy }: MonitorResult): string {
  const lasted = formatSeconds(durationMs / 1000);
  switch (endedBy) {
    case 'time':
      return t('{0} commands in {1}.', seen, lasted);
    case 'count':
      return t('{0} commands in {1}; it ended there, since there were too many.', seen, lasted);
    case 'bytes':
      return t('{0} commands in {1}; it ended there, since they were too large.', seen, lasted);
  }
}

/** The slow log, the newest first. */
export function slowTable(slow: readonly SlowCommand[]): ReportTable {
  return {
    columns: [
      { title: t('time') },
      { title: t('duration'), unit: 'seconds' },
      { title: t('command') },
      { title: t('client') },
    ],
    rows: slow.map(({ atSeconds, seconds, command, client }) => [
      new Date(atSeconds * 1000).toLocaleTimeString(language()),
      seconds,
      command,
      client,
    ]),
    omitted: 0,
  };
}

function clock(atMs: number): string {
  const date = new Date(atMs);
  return `${date.toLocaleTimeString(language())}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}
