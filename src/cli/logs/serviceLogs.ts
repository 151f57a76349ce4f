import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../base/clock.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { type ConfigOutput, readConfig } from '../../config/readConfig.ts';
import { LogFiles } from '../../engine/logs/files/logFiles.ts';
import { type LogWriter, startWriter } from '../../engine/logs/view/logWriter.ts';
import { ProbeSession } from '../../engine/probeSession.ts';
import type { LogSource } from '../../model/service.ts';
import type { SecretValue } from '../../protocol/engine.ts';
import { UsageError } from '../command.ts';
import type { LogPaths } from './logSources.ts';

const LOOK_MS = 50;

/** The logs of a service of the settings. */
export function logsOfService({ config }: Pick<ConfigOutput, 'config'>, name: string): readonly LogSource[] {
  const withLogs = config.services.filter(({ logs }) => logs !== undefined);
  const service = withLogs.find((one) => one.id === name) ?? withLogs.find((one) => one.name === name);
  if (service?.logs !== undefined) return service.logs;
  const names = withLogs.map(({ id }) => id).join(', ');
  throw new UsageError(
    `no service "${name}" has logs in the settings; ${names === '' ? 'none has' : `these have: ${names}`}`,
  );
}

/** A log that a server keeps, as it would stand in the settings. */
export function remoteLog(setting: object): readonly LogSource[] {
  const { config, problems } = readConfig({
    folders: [{ values: { services: { log: { logs: setting } } }, env: (name) => process.env[name] }],
  });
  const problem = problems.find(({ severity }) => severity === 'error');
  if (problem !== undefined) throw new UsageError(problem.message);
  return config.services[0]?.logs ?? [];
}

/** Logs of any kind as paths: what servers keep and programs print is written into files of ours, until `dispose`. */
export class ServiceLogs implements LogPaths, Disposable {
  readonly #sources: readonly LogSource[];
  readonly #store = new DisposableStore();
  readonly #files = new LogFiles(systemClock);
  readonly #written = new Map<string, { readonly name: string; readonly writer: LogWriter }>();

  constructor(
    sources: readonly LogSource[],
    options: { readonly secrets: readonly SecretValue[]; readonly proxy?: ConfigOutput['config']['proxy'] },
  ) {
    this.#sources = sources;
    const session = this.#store.own(new ProbeSession());
    session.secrets.set(options.secrets);
    session.setProxy(options.proxy);
    const remote = {
      ask: session.request.bind(session),
      hear: session.hear.bind(session),
      redact: (text: string) => session.secrets.redact(text),
    };
    for (const source of sources) {
      if ('file' in source) continue;
      const file = path.join(tmpdir(), `watchpost-log-${randomUUID()}.log`);
      const onBug = (error: unknown): void => console.error(error);
      const writer = this.#store.own(startWriter(source, file, { clock: systemClock, remote, onBug }));
      this.#written.set(file, { name: source.name, writer });
    }
  }

  /** Until the past of each is there, or why it is not: told as sentences. */
  async whole(): Promise<readonly string[]> {
    const writers = [...this.#written.values()];
    const isDone = ({ writer }: { writer: LogWriter }): boolean => writer.isWhole || writer.trouble !== undefined;
    while (!writers.every(isDone)) await sleep(LOOK_MS);
    return writers.flatMap(({ name, writer }) => (writer.trouble === undefined ? [] : [`${name}: ${writer.trouble}`]));
  }

  async paths(): Promise<readonly string[]> {
    const files = await Promise.all(this.#sources.map(async (one) => ('file' in one ? this.#files.of(one) : [])));
    return [...files.flat(), ...this.#written.keys()];
  }

  nameOf(file: string): string {
    return this.#written.get(file)?.name ?? file;
  }

  dispose(): void {
    this.#store.dispose();
  }
}
