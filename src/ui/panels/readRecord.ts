import { UPTIME_RANGES_MS, type StatusBar, type UptimeRange } from '../../model/uptime.ts';
import type { ServiceRecord } from '../../protocol/webview.ts';
import type { EngineClient } from '../engine/engineClient.ts';

/** Uptime and incidents of a service; undefined where the engine does not know it. Rejects with a `ChannelError` where it is gone. */
export async function readRecord(
  engine: Pick<EngineClient, 'request'>,
  serviceId: string,
): Promise<ServiceRecord | undefined> {
  const ranges = Object.keys(UPTIME_RANGES_MS) as UptimeRange[];
  const [uptime, incidents, ...bars] = await Promise.all([
    engine.request('uptime', [serviceId]),
    engine.request('incidents', [serviceId]),
    ...ranges.map((range) => engine.request('statusBars', [[serviceId], range])),
  ]);
  if (uptime === undefined) return undefined;
  const cells = ranges.map((range, i): [UptimeRange, StatusBar['cells']] => [range, bars[i]?.[0]?.cells ?? []]);
  return { uptime, incidents, bars: Object.fromEntries(cells) as ServiceRecord['bars'] };
}
