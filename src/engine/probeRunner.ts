import type { ProbeResult } from '../model/probe.ts';
import type { Config, ProbeConfig } from '../model/service.ts';
import type { ProbeLabels } from './record/probeSeries.ts';

/** How probes are run: apart, so that the engine knows no protocol. */
export interface ProbeRunner {
  /** `labels` are made for those probes only that write series themselves. */
  run(config: ProbeConfig, labels: () => ProbeLabels, signal: AbortSignal): Promise<ProbeResult>;
  target(config: ProbeConfig): string;
  curl(config: ProbeConfig): string | undefined;
  /** What requests go through from now on. */
  setProxy(proxy: Config['proxy']): void;
  /** The probe is gone, or paused: whatever was kept for it is let go, and series that it wrote itself are ended. */
  forget(config: ProbeConfig, timestampMs: number): void;
}
