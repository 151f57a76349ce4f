// Runs inside the page before the overview's own script and plays the editor, from seeded data.
import type { Status } from '../../../src/model/status.ts';
import { type StatusBar, UPTIME_RANGES_MS, type UptimeRange } from '../../../src/model/uptime.ts';
import type {
  OverviewContent,
  OverviewHostSide,
  OverviewPageSide,
  OverviewService,
} from '../../../src/protocol/overview.ts';
import { FakeEditor } from './fakeEditor.ts';
import { seeded } from '../../support/seeded.ts';

export interface FakeOverviewHost extends FakeEditor {
  changed(services: readonly OverviewService[], removed?: readonly string[]): void;
  content(content: OverviewContent): void;
  notice(text: string): void;
  readonly services: OverviewService[];
}

const HOSTILE = '<img src=x onerror="window.pwned=true">';
const CELLS = { '1h': 30, '24h': 24, '7d': 28, '30d': 30 } as const satisfies Record<UptimeRange, number>;
const editor = new FakeEditor();
const { kind, calls } = editor;
const count = { one: 1, many: 5_000, hostile: 3 }[kind] ?? 40;
const random = seeded(11);

const services: OverviewService[] = Array.from({ length: count }, (_, i) => {
  const status: Status =
    i % 23 === 4 ? 'down' : i % 17 === 3 ? 'degraded' : i % 29 === 6 ? 'unknown' : i % 31 === 9 ? 'paused' : 'up';
  const name =
    kind === 'hostile' ? HOSTILE : i === 7 ? 'a-service-with-a-very-long-name-that-does-not-fit' : `service-${i}`;
  return {
    id: `s${i}`,
    name,
    group: kind === 'hostile' ? HOSTILE : i % 40 === 39 ? '' : `Team ${String.fromCharCode(65 + (i % 5))}`,
    environment: ['local', 'staging', 'production'][i % 3] ?? '',
    status,
    reason: status === 'up' ? 'HTTP 200' : 'the connection to localhost:3000 was refused (ECONNREFUSED)',
    sinceMs: Date.now() - 60_000 * (i + 1),
    durationMs: 5 + random() * 40,
  };
});

function barOf(serviceId: string, range: UptimeRange): StatusBar {
  const at = Number(serviceId.slice(1));
  const rangeMs = UPTIME_RANGES_MS[range];
  const bad = services[at]?.status === 'down' ? 0.1 : at % 7 === 0 ? 0.002 : 0;
  const draw = seeded(at + 1);
  return {
    serviceId,
    cells: Array.from({ length: CELLS[range] }, (_, i) => {
      if (range === '30d' && i < 20) return undefined;
      const value = draw();
      return value < bad * 2 ? 'down' : value < bad * 4 ? 'degraded' : 'up';
    }),
    upMs: rangeMs * (1 - bad),
    degradedMs: 0,
    downMs: rangeMs * bad,
    unknownMs: 0,
  };
}

const channel = editor.answer<OverviewHostSide, OverviewPageSide>({
  open() {
    calls.push(['open']);
    if (kind === 'loading') return new Promise<OverviewContent>(() => {});
    if (kind === 'fails') throw new Error('the engine is not there');
    if (kind === 'empty') return { kind: 'message', message: 'No service is watched here yet.', action: 'addService' };
    return { kind: 'services', services };
  },
  bars(serviceIds, range) {
    calls.push(['bars', serviceIds, range]);
    return serviceIds.map((id) => barOf(id, range));
  },
  openService: (id) => void calls.push(['openService', id]),
  addService: () => void calls.push(['addService']),
  manageTrust: () => void calls.push(['manageTrust']),
});

Object.assign(editor, {
  services,
  changed: (some, removed = []) => channel.notify('changed', [some, removed]),
  content: (content) => channel.notify('content', [content]),
  notice: (text) => channel.notify('notice', [text]),
} satisfies Omit<FakeOverviewHost, keyof FakeEditor>);
