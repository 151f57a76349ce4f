import type { SecureContext } from 'node:tls';
import { type Clock, systemClock } from '../base/clock.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { ProbeResult } from '../model/probe.ts';
import type { ProxySettings } from '../model/request.ts';
import type { HttpRequestConfig, MetricsProbeConfig, ProbeConfig } from '../model/service.ts';
import { SecretVault } from './connections/secretVault.ts';
import type { ProbeRunner } from './probeRunner.ts';
import { AccessTokens } from './probes/http/accessTokens.ts';
import { BodyBuffer } from './probes/http/bodyBuffer.ts';
import { prepareRequest } from './probes/http/httpRequest.ts';
import { runHttp } from './probes/http/httpRun.ts';
import { HttpSession } from './probes/http/httpSession.ts';
import type { ProbeContext } from './probes/probe.ts';
import { type HeardWebSocket, hearWebSocket } from './probes/websocket/hearWebSocket.ts';
import { probeCurl, probeTarget, runProbe } from './probes/registry.ts';
import type { PushBeats } from './push/pushBeat.ts';
import type { ProbeLabels } from './record/probeSeries.ts';
import { secretlessSink } from './record/secretlessSink.ts';
import type { ScrapeSink } from './scrape/scrapeSink.ts';
import { hostAndPort } from './scrape/hostAndPort.ts';
import { TargetScraper } from './scrape/targetScraper.ts';

/** How much of an answer is read that is not a probe's. */
const ANSWER_MAX_BYTES = 4 * 1024 * 1024;
export const ANSWER_MAX_TEXT = '4 MiB';

/** What a server answered to a request that is not a probe's. */
export interface HttpAnswer {
  readonly code: number;
  readonly body: string;
  /** The body is longer than what was to be read of it. */
  readonly truncated: boolean;
}

export interface ProbeSessionOptions {
  readonly clock?: Clock;
  /** Where scraped samples go; absent: they are counted and dropped. */
  readonly samples?: ScrapeSink<unknown>;
  readonly onBug?: (error: unknown, where: string) => void;
}

/** What probes share between runs: connections, secrets, and what a scraper remembers of its target. Runs probes for the engine and for the command line. */
export class ProbeSession implements ProbeRunner, Disposable {
  readonly secrets = new SecretVault();
  readonly #owned = new DisposableStore();
  #context: ProbeContext;
  readonly #clock: Clock;
  readonly #samples: ScrapeSink<unknown> | undefined;
  readonly #scrapers = new Map<string, TargetScraper<unknown>>();

  constructor(options: ProbeSessionOptions = {}) {
    const { clock = systemClock, samples, onBug = (error) => console.error(error) } = options;
    this.#clock = clock;
    this.#samples = samples && secretlessSink(samples, this.secrets);
    this.#context = {
      clock,
      secrets: this.secrets,
      http: this.#owned.own(new HttpSession(clock)),
      tokens: new AccessTokens(),
      onBug,
    };
  }

  setProxy(proxy: ProxySettings | undefined): void {
    const { proxy: _before, ...rest } = this.#context;
    this.#context = proxy === undefined ? rest : { ...rest, proxy };
  }

  /** Who hears the calls of jobs from now on. */
  setPush(push: PushBeats): void {
    this.#context = { ...this.#context, push };
  }

  run(config: ProbeConfig, labels: () => ProbeLabels, signal: AbortSignal): Promise<ProbeResult> {
    const scraper = config.kind === 'metrics' ? this.#scraper(config, labels) : undefined;
    return runProbe(config, scraper === undefined ? this.#context : { ...this.#context, scraper }, signal);
  }

  /** Whom TLS connections trust, as the machine and the environment say. */
  trust(): Promise<SecureContext> {
    return this.#context.http.secureContext();
  }

  /** Runs a probe that is not scheduled, to its end or its timeout. */
  runOnce(config: ProbeConfig, signal = new AbortController().signal): Promise<ProbeResult> {
    return runProbe(config, this.#context, signal);
  }

  /** Asks once what is not a probe's, with all that a probe's request has: secrets, proxy, connections. The error is a sentence. */
  async request(
    config: HttpRequestConfig,
    timeoutMs: number,
    signal: AbortSignal,
    maxBytes = ANSWER_MAX_BYTES,
  ): Promise<Result<HttpAnswer, string>> {
    const request = prepareRequest(config, this.secrets, []);
    if (!request.ok) return err(request.error.reason);
    const sink = new BodyBuffer(maxBytes);
    const { last, failed } = await runHttp(request.value, this.#context, signal, { timeoutMs, sink });
    if (failed !== undefined) return err(failed.reason);
    const body = sink.decoded(maxBytes);
    if (!body.ok) return err(body.error);
    return ok({ code: last.head?.code ?? 0, body: body.value.toString('utf8'), truncated: sink.truncated });
  }

  /** Hears what a WebSocket tells, until it ends; see `hearWebSocket`. */
  hear(config: HttpRequestConfig, heard: HeardWebSocket, timeoutMs: number, signal: AbortSignal): Promise<string> {
    return hearWebSocket({ ...config, timeoutMs }, heard, this.#context, signal);
  }

  target(config: ProbeConfig): string {
    return probeTarget(config);
  }

  curl(config: ProbeConfig): string | undefined {
    return probeCurl(config);
  }

  forget(config: ProbeConfig, timestampMs: number): void {
    this.#scrapers.get(config.id)?.markStale(timestampMs);
    this.#scrapers.delete(config.id);
  }

  dispose(): void {
    this.#scrapers.clear();
    this.#owned.dispose();
  }

  #scraper(config: MetricsProbeConfig, labels: () => ProbeLabels): TargetScraper<unknown> | undefined {
    let scraper = this.#scrapers.get(config.id);
    if (scraper === undefined && this.#samples !== undefined) {
      const { job, instance } = labels();
      scraper = new TargetScraper(this.#samples, this.#clock, {
        targetLabels: { job, instance: hostAndPort(instance) },
        honorLabels: config.honorLabels ?? false,
      });
      this.#scrapers.set(config.id, scraper);
    }
    return scraper;
  }
}
