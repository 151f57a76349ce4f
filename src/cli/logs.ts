import { systemClock } from '../base/clock.ts';
import { parseDuration } from '../base/duration.ts';
import { compileFilter, type CompiledFilter, wants } from '../engine/logs/filter/logFilter.ts';
import { readLevel } from '../engine/logs/formats/readLevel.ts';
import { formatNamed, LOG_FORMATS } from '../engine/logs/formats/registry.ts';
import { PatternTable } from '../engine/logs/patterns/patternTable.ts';
import { type Command, printError, readArguments, UsageError } from './command.ts';
import { LineOutput } from './logs/lineOutput.ts';
import { followLogs, type LogPaths, patternPaths, readLogs, type SourceRecord } from './logs/logSources.ts';
import { patternLine, recordLine } from './logs/recordLine.ts';
import { logsOfService, remoteLog, ServiceLogs } from './logs/serviceLogs.ts';
import { readTime } from './query/readTime.ts';
import { readSecretsFile } from './secretsFile.ts';
import { DEFAULT_SETTINGS, readSettingsFile } from './settingsFile.ts';

/** `watchpost logs`: reads logs of any format into records, joined by time. Exit 1 where a log could not be read. */
export const logs: Command = {
  usage:
    'logs FILE... | --service NAME [--settings FILE] [--secrets FILE] | --loki URL --query Q | --elasticsearch URL --index I [--query Q] [--level L] [--grep RE] [--text T] [--where COND]... [--since T] [--until T] [--format F] [--follow] [--patterns] [--json]',
  purpose:
    'read, filter and follow logs; FILE is a path, a pattern such as "logs/*.log", or - for standard input; or those of a service of the settings, or of a server',
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
        service: { type: 'string' },
        settings: { type: 'string' },
        secrets: { type: 'string' },
        loki: { type: 'string' },
        elasticsearch: { type: 'string' },
        index: { type: 'string' },
        query: { type: 'string' },
        follow: { type: 'boolean', short: 'f' },
        patterns: { type: 'boolean' },
        json: { type: 'boolean' },
      },
    });
    const format = values.format === undefined ? undefined : formatNamed(values.format);
    if (values.format !== undefined && format === undefined)
      throw new UsageError(
        `there is no format "${values.format}"; there are ${LOG_FORMATS.map(({ name }) => name).join(', ')}`,
      );
    if (values.patterns === true && values.follow === true) throw new UsageError('give either --patterns or --follow');
    const filter = readFilter(values);
    const logs = openLogs(positionals, values);
    const output = new LineOutput(process.stdout);
    let failed = false;
    const onTrouble = (message: string): void => {
      failed = true;
      printError(message);
    };
    const sources = { logs, ...(format !== undefined && { format }), keeps: filter.wantsText, onTrouble };
    const json = values.json === true;
    const showSource = logs instanceof ServiceLogs || positionals.length > 1 || /[*?[{]/.test(positionals[0] ?? '');
    const style = { json, colours: process.stdout.isTTY, showSource };
    const table = new PatternTable();
    const take = (source: SourceRecord): void => {
      if (!wants(filter, source.record, source.text)) return;
      if (values.patterns === true) table.add(source.record);
      else output.line(recordLine(source, style));
    };
    try {
      if (logs instanceof ServiceLogs) for (const trouble of await logs.whole()) onTrouble(trouble);
      if (values.follow === true) {
        // Followed until the reader goes or the user ends it: what is missing now may come yet.
        await followLogs(sources, take, output, logs instanceof ServiceLogs ? ended() : NEVER);
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
    } finally {
      if (logs instanceof ServiceLogs) logs.dispose();
    }
  },
};

const NEVER = new AbortController().signal;

/** Fires when the user ends us: our files are removed first. */
function ended(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}

/** The logs that the arguments name: files, those of a service, or of a server. */
function openLogs(
  files: readonly string[],
  values: {
    service?: string;
    settings?: string;
    secrets?: string;
    loki?: string;
    elasticsearch?: string;
    index?: string;
    query?: string;
    follow?: boolean;
  },
): LogPaths {
  const { service, loki, elasticsearch, index, query } = values;
  const kinds = [files.length > 0, service !== undefined, loki !== undefined, elasticsearch !== undefined];
  if (kinds.filter(Boolean).length !== 1)
    throw new UsageError('name at least one file, or one of --service, --loki and --elasticsearch');
  if (files.length > 0) return patternPaths(files);
  const secrets = values.secrets === undefined ? [] : readSecretsFile(values.secrets);
  if (loki !== undefined) return new ServiceLogs(remoteLog({ loki: { url: loki, query } }), { secrets });
  if (elasticsearch !== undefined)
    return new ServiceLogs(remoteLog({ elasticsearch: { url: elasticsearch, index, query } }), { secrets });
  const settings = readSettingsFile(values.settings ?? DEFAULT_SETTINGS);
  for (const line of settings.problemLines) printError(line);
  const { proxy } = settings.config;
  const sources = logsOfService(settings, service ?? '');
  if (values.follow !== true && sources.some((source) => 'command' in source))
    throw new UsageError(`${service ?? ''} logs by a program, whose output has no end: give --follow`);
  return new ServiceLogs(sources, { secrets, ...(proxy !== undefined && { proxy }) });
}

/** A condition or a pattern may begin with a dash (`--where -path:/health`), which Node takes for an option unless it is joined. */
function withValues(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    const value = args[i + 1];
    const takes =
      (arg === '--where' || arg === '--grep' || arg === '--text' || arg === '--query') && value !== undefined;
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
