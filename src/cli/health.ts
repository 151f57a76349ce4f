import { readFileSync } from 'node:fs';
import { ProbeSession } from '../engine/probeSession.ts';
import { readHealth } from '../engine/health/readHealth.ts';
import type { Check } from '../model/probe.ts';
import type { Status } from '../model/status.ts';
import { type Command, readArguments, UsageError } from './command.ts';

interface Understood {
  readonly status: Status;
  readonly reason: string;
  readonly format?: string;
  readonly checks: readonly Check[];
}

const TIMEOUT_MS = 10_000;

/** `watchpost health`: what is understood of one answer, as JSON. Exit 0 whatever it says, 2 on wrong arguments. */
export const health: Command = {
  usage: 'health URL | health --file BODY --status CODE --content-type TYPE',
  purpose: 'say as JSON what is understood of a health endpoint, or of a body in a file',
  async run(args) {
    const { values, positionals } = readArguments({
      args: [...args],
      allowPositionals: true,
      options: {
        file: { type: 'string' },
        status: { type: 'string' },
        'content-type': { type: 'string' },
        json: { type: 'boolean' },
      },
    });
    const [url] = positionals;
    if ((url === undefined) === (values.file === undefined) || positionals.length > 1) {
      throw new UsageError('name either one URL or a --file');
    }
    const understood =
      url === undefined
        ? readFile(values.file ?? '', values.status ?? '200', values['content-type'] ?? '')
        : await ask(url);
    const { status, reason, format, checks } = understood;
    console.log(JSON.stringify({ status, reason, format, checks: checks.map(shownCheck) }));
    return 0;
  },
};

function readFile(file: string, status: string, contentType: string): Understood {
  const code = Number(status);
  if (!Number.isInteger(code) || code < 100 || code > 599)
    throw new UsageError(`--status must be an HTTP status: ${status}`);
  let body: Uint8Array;
  try {
    body = readFileSync(file);
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  return readHealth({ code, contentType, body });
}

async function ask(url: string): Promise<Understood> {
  if (!URL.canParse(url) || !/^https?:/.test(url)) throw new UsageError(`not an http address: ${url}`);
  const session = new ProbeSession();
  try {
    return await session.runOnce({
      kind: 'http',
      id: 'health',
      name: 'health',
      url: [url],
      method: 'GET',
      headers: [],
      intervalMs: TIMEOUT_MS,
      timeoutMs: TIMEOUT_MS,
      failureThreshold: 1,
      successThreshold: 1,
    });
  } finally {
    session.dispose();
  }
}

function shownCheck({ name, status, latencyMs, message }: Check): Check {
  return { name, status, ...(latencyMs !== undefined && { latencyMs }), ...(message !== undefined && { message }) };
}
