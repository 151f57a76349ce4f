import type { Clock } from '../../../base/clock.ts';
import type { Disposable } from '../../../base/disposable.ts';
import type { LogSource } from '../../../model/service.ts';
import { CommandLog } from '../command/commandLog.ts';
import { elasticsearchSource } from '../remote/elasticsearchSource.ts';
import { lokiSource } from '../remote/lokiSource.ts';
import type { RemoteAccess } from '../remote/remoteAccess.ts';
import { RemoteLog } from '../remote/remoteLog.ts';

/** A log that is no file of the user's: we write it into one of ours, as it comes. */
export type WrittenSource = Exclude<LogSource, { readonly file: string }>;

/** Writes a log into a file, which `dispose` removes. */
export interface LogWriter extends Disposable {
  /** Why nothing comes or something is missing, as a sentence. */
  readonly trouble: string | undefined;
  /** What there is of the past is written. */
  readonly isWhole: boolean;
}

export interface LogWriterOptions {
  readonly clock: Clock;
  readonly remote: RemoteAccess;
  readonly onBug: (error: unknown, where: string) => void;
  /** How many of the last records of a server's log are read at first; absent: twenty thousand. */
  readonly pastRecords?: number;
  /** How often a server is asked for what comes; absent: as is good for somebody who looks. */
  readonly pollMs?: number;
}

/** Starts to write the log of `source` into `file`. */
export function startWriter(source: WrittenSource, file: string, options: LogWriterOptions): LogWriter {
  if ('command' in source) {
    const { command, cwd } = source;
    return new CommandLog({ command, cwd, file, clock: options.clock });
  }
  const remote = 'loki' in source ? lokiSource(source.loki) : elasticsearchSource(source.elasticsearch);
  return new RemoteLog(remote, file, options);
}
