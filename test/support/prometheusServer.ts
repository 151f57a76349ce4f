import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { finished } from 'node:stream/promises';

/** Whether Prometheus and promtool are installed here. */
export function hasPrometheus(): boolean {
  return ['prometheus', 'promtool'].every((name) => spawnSync(name, ['--version']).status === 0);
}

/** A real Prometheus over samples that were given once, as blocks; on a free port of the loopback, and gone with `stop`. */
export class PrometheusServer {
  readonly #folder: string;
  readonly #process: ChildProcess;
  readonly url: string;

  private constructor(folder: string, process: ChildProcess, url: string) {
    this.#folder = folder;
    this.#process = process;
    this.url = url;
  }

  /** `live`: `features` that it runs with, the text of a rule file that it evaluates every five seconds, over what it scrapes from `target` (`host:port`). */
  static async start(
    openMetrics: Iterable<string>,
    live?: {
      readonly rules: string;
      readonly target: string;
      readonly features?: string;
      /** In place of the configuration that `target` makes. */
      readonly config?: string;
    },
  ): Promise<PrometheusServer> {
    const folder = mkdtempSync(path.join(tmpdir(), 'watchpost-prometheus-'));
    try {
      const samples = path.join(folder, 'samples.om');
      const out = createWriteStream(samples);
      for (const text of openMetrics)
        if (!out.write(text)) await new Promise<void>((resolve) => out.once('drain', resolve));
      out.end();
      await finished(out);
      const data = path.join(folder, 'data');
      const args = ['tsdb', 'create-blocks-from', 'openmetrics', samples, data];
      const created = statSync(samples).size === 0 ? undefined : spawnSync('promtool', args);
      if (created !== undefined && created.status !== 0) throw new Error(`promtool: ${created.stderr.toString()}`);
      const config = path.join(folder, 'prometheus.yml');
      writeFileSync(config, live === undefined ? 'global: {}\n' : (live.config ?? liveConfig(live.target)));
      if (live !== undefined) writeFileSync(path.join(folder, 'rules.yml'), live.rules);
      const port = await freePort();
      const child = spawn(
        'prometheus',
        [
          `--config.file=${config}`,
          `--storage.tsdb.path=${data}`,
          '--storage.tsdb.retention.time=100y',
          `--web.listen-address=127.0.0.1:${port}`,
          `--enable-feature=${live?.features ?? 'promql-at-modifier,promql-negative-offset'}`,
          '--log.level=error',
        ],
        { stdio: 'ignore' },
      );
      const server = new PrometheusServer(folder, child, `http://127.0.0.1:${port}`);
      await server.#untilReady();
      return server;
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  async #untilReady(): Promise<void> {
    for (let i = 0; i < 150; i++) {
      const ready = await fetch(`${this.url}/-/ready`).then(
        (response) => response.ok,
        () => false,
      );
      if (ready) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await this.stop();
    throw new Error('Prometheus did not become ready');
  }

  /** Asks the HTTP API; `parameters` with times in seconds. */
  async query(kind: 'query' | 'query_range', parameters: Readonly<Record<string, string>>): Promise<ApiAnswer> {
    const response = await fetch(`${this.url}/api/v1/${kind}`, {
      method: 'POST',
      body: new URLSearchParams(parameters),
    });
    return (await response.json()) as ApiAnswer;
  }

  /** The value of one of Prometheus' own metrics; undefined where it has none by that start of a line. */
  async ownMetric(start: string): Promise<number | undefined> {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    const line = text.split('\n').find((one) => one.startsWith(start));
    return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ') + 1));
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode === null) {
      const gone = new Promise((resolve) => this.#process.once('exit', resolve));
      this.#process.kill('SIGTERM');
      await gone;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** What Prometheus' HTTP API answers, as far as we read it. */
export interface ApiAnswer {
  readonly status: 'success' | 'error';
  readonly error?: string;
  readonly data?: {
    readonly resultType: string;
    readonly result: unknown;
    readonly stats?: { readonly timings: { readonly evalTotalTime: number } };
  };
}

function liveConfig(target: string): string {
  return `global: { evaluation_interval: 5s, scrape_interval: 5s }
rule_files: [rules.yml]
scrape_configs:
  - job_name: live
    honor_labels: true
    static_configs: [{ targets: ['${target}'] }]
`;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
