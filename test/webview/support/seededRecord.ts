import type { Status } from '../../../src/model/status.ts';
import { type StatusBar, type StatusTime, UPTIME_RANGES_MS, type UptimeRange } from '../../../src/model/uptime.ts';
import type { ServiceRecord } from '../../../src/protocol/webview.ts';
import { NOW_MS } from './seededView.ts';
import { seeded } from '../../support/seeded.ts';

const CELLS = { '1h': 30, '24h': 24, '7d': 28, '30d': 30 } as const;
const HOSTILE = '<img src=x onerror="window.pwned=true">';

/** A record like the engine's, from a seed: watched for three days, down once today, degraded now and then. */
export function seededRecord(kind: string): ServiceRecord {
  const ranges = Object.keys(CELLS) as UptimeRange[];
  const of = <T>(make: (range: UptimeRange) => T) =>
    Object.fromEntries(ranges.map((range) => [range, make(range)])) as Record<UptimeRange, T>;
  const empty = kind === 'empty';
  const time = (range: UptimeRange): StatusTime => {
    const knownMs = empty ? 0 : Math.min(UPTIME_RANGES_MS[range], 3 * UPTIME_RANGES_MS['24h']);
    const downMs = range === '1h' || empty ? 0 : 125_000;
    const degradedMs = range === '1h' || empty ? 0 : 600_000;
    return { upMs: knownMs - downMs - degradedMs, degradedMs, downMs, unknownMs: 0 };
  };
  const random = seeded(7);
  const bar = (range: UptimeRange): StatusBar['cells'] =>
    Array.from({ length: CELLS[range] }, (_, i) => {
      const unwatched = empty || (range === '30d' && i < 27) || (range === '7d' && i < 16);
      if (unwatched) return undefined;
      const statuses: Exclude<Status, 'paused'>[] = ['down', 'degraded'];
      return range !== '1h' && random() < 0.15 ? statuses[i % 2] : 'up';
    });
  const many = kind === 'many' ? 60 : 3;
  return {
    uptime: of(time),
    bars: of(bar),
    incidents: empty
      ? []
      : Array.from({ length: many }, (_, i) => ({
          id: `incident-${i}`,
          startMs: NOW_MS - i * 7_200_000 - 125_000,
          ...((i > 0 || kind !== 'down') && { endMs: NOW_MS - i * 7_200_000 }),
          ...(i === 2 && { endUnseen: true }),
          status: i % 2 === 0 ? ('down' as const) : ('degraded' as const),
          probe: 'health',
          reason: kind === 'hostile' ? HOSTILE : 'HTTP 503: the check "database" is down',
          hasResponse: i !== 1,
        })),
  };
}
