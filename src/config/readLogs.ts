import { LOG_FORMAT_NAMES, type LogFormatName } from '../model/logFormats.ts';
import type { LogSource, Pm2Output } from '../model/service.ts';
import * as problems from './problems.ts';
import { readChoice } from './quantities.ts';
import { readElasticsearch, readLoki } from './readRemoteLog.ts';
import { readPlain } from './template.ts';
import { child, isPresent, readObject, readText, type Value } from './value.ts';

const LOG_KINDS = ['file', 'pm2', 'command', 'loki', 'elasticsearch'] as const;
export const LOG_SOURCE_KEYS = [...LOG_KINDS, 'format'] as const;
const EXPECTED =
  'a log source such as { "file": "logs/api*.log" } { "pm2": "api" } or { "command": ["docker", "logs", "-f", "api"] }';

/** A service's log sources; what is wrong is reported and left away. */
export function readLogs(at: Value): readonly LogSource[] {
  const { raw } = at;
  if (!Array.isArray(raw)) return readSource(at);
  if (raw.length === 0) at.context.report(problems.emptyList(at.path));
  return raw.flatMap((_, i) => readSource(child(at, i)));
}

/** PM2's are two sources, so that out and error can be told apart. */
function readSource(at: Value): readonly LogSource[] {
  const field = readObject(at, LOG_SOURCE_KEYS, `${EXPECTED}, or a list of these,`);
  if (field === undefined) return [];
  const given = LOG_KINDS.filter((key) => isPresent(field(key)));
  if (given.length !== 1) {
    at.context.report(
      given.length === 0
        ? problems.missingKey(at.path, 'file', EXPECTED)
        : problems.wrongType(at.path, `one source an object, ${EXPECTED},`, at.raw),
    );
    return [];
  }
  const { folderPath, userHome } = at.context.variables;
  const format = readFormat(field('format'));
  // What a server sends is in a format of ours.
  if (format === undefined) return [];
  if (isPresent(field('file'))) {
    const name = readPlain(field('file'), 'a file or a pattern such as "logs/api*.log"');
    return name === undefined ? [] : [{ name, file: within(folderPath ?? userHome ?? '.', name), ...format }];
  }
  if (isPresent(field('command'))) {
    const command = readWords(field('command'));
    return command === undefined
      ? []
      : [{ name: command.join(' '), command, cwd: folderPath ?? userHome ?? '.', ...format }];
  }
  const remote = isPresent(field('loki'))
    ? [readLoki(field('loki'))]
    : isPresent(field('elasticsearch'))
      ? [readElasticsearch(field('elasticsearch'))]
      : undefined;
  if (remote !== undefined) return remote.filter((source) => source !== undefined);
  const name = readText(field('pm2'), 'the name of a PM2 process');
  if (name === undefined) return [];
  // As PM2 itself names its files (lib/Common.js), one for each output, with a number where there are several processes.
  const stem = name.replace(/[^a-zA-Z0-9.-]/g, '-');
  const outputOf = (output: Pm2Output['output']): LogSource => ({
    name: `pm2 ${name} ${output}`,
    file: within(userHome ?? '.', `.pm2/logs/${stem}-${output}{,-*}.log`),
    pm2: { process: name, output },
    ...format,
  });
  return [outputOf('out'), outputOf('error')];
}

/** The format that is set, as a part of a source; undefined (and reported) where there is none of that name. */
function readFormat(at: Value): { readonly format?: LogFormatName } | undefined {
  if (!isPresent(at)) return {};
  const format = readChoice(at, LOG_FORMAT_NAMES);
  return format === undefined ? undefined : { format };
}

/** A program and its arguments. Without secrets: its output is shown as it is. */
function readWords(at: Value): readonly string[] | undefined {
  const { raw } = at;
  if (!Array.isArray(raw) || raw.length === 0) {
    at.context.report(problems.wrongType(at.path, 'a program and its arguments as a list of texts', raw));
    return undefined;
  }
  const words = raw.map((_, i) => readPlain(child(at, i), 'a text')).filter((word) => word !== undefined);
  return words.length === raw.length ? words : undefined;
}

function within(folder: string, file: string): string {
  if (/^(?:[/\\]|[A-Za-z]:[/\\])/.test(file)) return file;
  return `${folder.replace(/[/\\]+$/, '')}/${file.replace(/^\.[/\\]/, '')}`;
}
