import { systemClock } from '../base/clock.ts';
import { parseDuration } from '../base/duration.ts';
import { compileFilter, type CompiledFilter, wants } from '../engine/logs/filter/logFilter.ts';
import { readLevel } from '../engine/logs/formats/readLevel.ts';
import { formatNamed, LOG_FORMATS } from '../engine/logs/formats/registry.ts';
import { PatternTable } from '../engine/logs/patterns/patternTable.ts';
import { type Command, printError, readArguments, UsageError } from './command.ts';
import { LineOutput } from './logs/lineOutput.ts';
import { followLogs, readLogs, type SourceRecord } from './logs/logSources.ts';
import { patternLine, recordLine } from './logs/logLines.ts';
import { readTime } from './query/readTime.ts';

/** `watchpost logs`: reads logs of any format into records, joined by time. Exit 1 where a log could not be read. */
export const logs: Command = {
  usage:
    'logs FILE... [--level L] [--grep RE] [--text T] [--where COND]... [--since T] [--until T] [--format F] [--follow] [--patterns] [--json]',
  purpose: 'read, filter and follow logs; FILE is a path, a pattern such as "logs/*.log", or - for standard input',
  async run(args) {
    const { values, positionals } = readArguments({
      args: withValues(args),
      allowPositionals: true,
      options: {
        level: { type: 'string' },
        grep: { type: 'string' },
        text: { type: 'string' },
        where: { type: 'string', multiple: true },
        since: { type: 'string' },
        until: { type: 'string' },
        format: { type: 'string' },
        follow: { type: 'boolean', short: 'f' },
        patterns: { type: 'boolean' },
        json: { type: 'boolean' },
      },
    });
    if (positionals.length === 0) throw new UsageError('name at least one file');
    const format = values.format === undefined ? undefined : formatNamed(values.format);
    if (values.format !== undefined && format === undefined)
      throw new UsageError(
        `there is no format "${values.format}"; there are ${LOG_FORMATS.map(({ name }) => name).join(', ')}`,
      );
    if (values.patterns === true && values.follow === true) throw new UsageError('give either --patterns or --follow');
    const filter = readFilter(values);
    const output = new LineOutput(process.stdout);
    let failed = false;
    const sources = {
      patterns: positionals,
      ...(format !== undefined && { format }),
      keeps: filter.wantsText,
      onTrouble: (message: string) => {
        failed = true;
        printError(message);
      },
    };
    const json = values.json === true;
    const style = {
      json,
      colours: process.stdout.isTTY,
      showSource: positionals.length > 1 || /[*?[{]/.test(positionals[0] ?? ''),
    };
    const table = new PatternTable();
    const take = (source: SourceRecord): void => {
      if (!wants(filter, source.record, source.text)) return;
      if (values.patterns === true) table.add(source.record);
      else output.line(recordLine(source, style));
    };
    if (values.follow === true) {
      // Followed until the reader goes or the user ends it: what is missing now may come yet.
      await followLogs(sources, take, output);
      return 0;
    }
    for await (const source of readLogs(sources)) {
      take(source);
      if (output.isFull) await output.drained();
      if (output.isClosed) return 0;
    }
    for (const count of table.list()) output.line(patternLine(count, json));
    await output.drained();
    return failed ? 1 : 0;
  },
};

/** A condition or a pattern may begin with a dash (`--where -path:/health`), which Node takes for an option unless it is joined. */
function withValues(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    const value = args[i + 1];
    const takes = (arg === '--where' || arg === '--grep' || arg === '--text') && value !== undefined;
    joined.push(takes ? `${arg}=${value}` : arg);
    if (takes) i++;
  }
  return joined;
}

function readFilter(values: {
  level?: string;
  grep?: string;
  text?: string;
  where?: string[];
  since?: string;
  until?: string;
}): CompiledFilter {
  const level = values.level === undefined ? undefined : readLevel(values.level);
  if (values.level !== undefined && level === undefined)
    throw new UsageError(`--level ${values.level} is none of trace, debug, info, warn, error, fatal`);
  const filter = compileFilter({
    ...(level !== undefined && { level }),
    ...(values.grep !== undefined && { regexp: values.grep }),
    ...(values.text !== undefined && { text: values.text }),
    ...(values.where !== undefined && { where: values.where }),
    ...(values.since !== undefined && { sinceMs: readMoment('since', values.since) }),
    ...(values.until !== undefined && { untilMs: readMoment('until', values.until) }),
  });
  if (!filter.ok) throw new UsageError(filter.error);
  return filter.value;
}

/** A time, or how long ago. */
function readMoment(name: string, text: string): number {
  const agoMs = parseDuration(text);
  const timeMs = agoMs === undefined ? readTime(text) : systemClock.now() - agoMs;
  if (timeMs === undefined)
    throw new UsageError(`--${name} ${text} is no duration such as 10m, no Unix seconds and not RFC 3339`);
  return timeMs;
}
