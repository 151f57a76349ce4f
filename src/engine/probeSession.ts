import { type Clock, systemClock } from '../base/clock.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import type { ProbeResult } from '../model/probe.ts';
import type { ProbeConfig } from '../model/service.ts';
import { SecretVault } from './connections/secretVault.ts';
import type { ProbeRunner } from './engine.ts';
import { HttpSession } from './probes/http/httpSession.ts';
import type { ProbeContext } from './probes/probe.ts';
import { probeCurl, probeTarget, runProbe } from './probes/registry.ts';

export interface ProbeSessionOptions {
  readonly clock?: Clock;
  readonly onBug?: (error: unknown, where: string) => void;
}

/** What probes share between runs: connections and secrets. Runs probes for the engine and for the command line. */
export class ProbeSession implements ProbeRunner, Disposable {
  readonly secrets = new SecretVault();
  readonly #owned = new DisposableStore();
  readonly #context: ProbeContext;

  constructor(options: ProbeSessionOptions = {}) {
    const { clock = systemClock, onBug = (error) => console.error(error) } = options;
    this.#context = { clock, secrets: this.secrets, http: this.#owned.own(new HttpSession(clock)), onBug };
  }

  run(
    config: ProbeConfig,
    _labels: { readonly job: string; readonly instance: string },
    signal: AbortSignal,
  ): Promise<ProbeResult> {
    return runProbe(config, this.#context, signal);
  }

  /** Runs a probe that is not scheduled, to its end or its timeout. */
  runOnce(config: ProbeConfig): Promise<ProbeResult> {
    return runProbe(config, this.#context, new AbortController().signal);
  }

  target(config: ProbeConfig): string {
    return probeTarget(config);
  }

  curl(config: ProbeConfig): string | undefined {
    return probeCurl(config);
  }

  forget(): void {}

  dispose(): void {
    this.#owned.dispose();
  }
}
