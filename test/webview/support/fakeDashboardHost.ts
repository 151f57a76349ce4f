// Runs inside the page before the dashboard's own script and plays the editor, from seeded data.
import {
  type Dashboard,
  type DashboardPanel,
  type DashboardVariable,
  type PanelLook,
  PLAIN_LOOK,
} from '../../../src/model/dashboard.ts';
import type { Labels } from '../../../src/model/series.ts';
import type { DashboardContent, DashboardHostSide, DashboardPageSide } from '../../../src/protocol/dashboard.ts';
import type { QueryAnswer, QueryTime } from '../../../src/protocol/query.ts';
import { FakeEditor } from './fakeEditor.ts';

export interface FakeDashboardHost extends FakeEditor {
  content(content: 'other' | 'message'): void;
  connected(): void;
  notice(text: string): void;
  /** From now on no query is answered. */
  isAway: boolean;
  /** What a variable's query gives. */
  routes: readonly string[];
}

const editor = new FakeEditor();
const { kind } = editor;
const self = Object.assign(editor as unknown as FakeDashboardHost, { isAway: false, routes: [] as readonly string[] });

const SHARE: PanelLook = {
  ...PLAIN_LOOK,
  unit: { unit: 'ratio', factor: 0.01, suffix: '' },
  min: 0,
  max: 100,
  thresholds: [{ tone: 'good' }, { from: 70, tone: 'warning' }, { from: 90, tone: 'bad' }],
};

let nextId = 0;
function panel(
  type: DashboardPanel['kind'],
  title: string,
  [x, y, width, height]: readonly [number, number, number, number],
  more: Partial<DashboardPanel> & { readonly expr?: string; readonly legend?: string } = {},
): DashboardPanel {
  const { expr, legend = '', ...others } = more;
  return {
    id: String(++nextId),
    kind: type,
    type,
    title,
    description: '',
    place: { x, y, width, height },
    queries: expr === undefined ? [] : [{ refId: 'A', expr, legend }],
    look: PLAIN_LOOK,
    ...others,
  };
}

const HOSTILE = '<img src=x onerror="window.pwned=true">';
const LONG = 'very-long-name-without-a-break-'.repeat(12);

function panels(): readonly DashboardPanel[] {
  if (kind === 'hostile' || kind === 'long') {
    const text = kind === 'hostile' ? HOSTILE : LONG;
    return (['chart', 'stat', 'gauge', 'bars', 'table'] as const)
      .map((one, i) =>
        panel(one, text, [(i % 2) * 12, Math.floor(i / 2) * 8, 12, 8], { description: text, expr: 'hostile' }),
      )
      .concat(
        panel('text', text, [12, 16, 12, 8], { text }),
        panel('unsupported', text, [0, 24, 12, 4], { why: text }),
        panel('row', text, [0, 28, 24, 1]),
      );
  }
  if (kind === 'many')
    return Array.from({ length: 200 }, (_, i) =>
      panel('chart', `Panel ${i + 1}`, [(i % 2) * 12, Math.floor(i / 2) * 8, 12, 8], { expr: 'three' }),
    );
  return [
    panel('stat', 'Requests', [0, 0, 4, 4], {
      expr: 'one',
      look: { ...PLAIN_LOOK, unit: { unit: 'perSecond', factor: 1, suffix: '' } },
    }),
    panel('stat', 'Database', [4, 0, 4, 4], {
      expr: 'zero',
      look: { ...PLAIN_LOOK, mappings: [{ kind: 'value', value: 0, text: 'away', tone: 'bad' }] },
    }),
    panel('gauge', 'CPU', [8, 0, 4, 4], { expr: 'share', look: SHARE }),
    panel('bars', 'Disks', [12, 0, 6, 4], { expr: 'shares', legend: '{{device}}', look: SHARE }),
    panel('text', 'Read me', [18, 0, 6, 4], { text: '# What this is\nThe API of *Twinkle* for $route.' }),
    panel('chart', 'Requests by route on $route', [0, 4, 12, 8], {
      expr: 'rate(three{route=~"$route"}[$__rate_interval])',
      legend: '{{method}} {{route}}',
      look: { ...PLAIN_LOOK, unit: { unit: 'perSecond', factor: 1, suffix: '' }, isStacked: true },
    }),
    panel('chart', 'p95', [12, 4, 12, 8], {
      expr: 'one',
      look: { ...PLAIN_LOOK, unit: { unit: 'seconds', factor: 0.001, suffix: '' }, min: 0 },
    }),
    panel('row', 'Storage of $env', [0, 12, 24, 1]),
    panel('table', 'Tables', [0, 13, 12, 6], {
      expr: 'three',
      look: { ...PLAIN_LOOK, unit: { unit: 'bytes', factor: 1, suffix: '' } },
    }),
    panel('chart', 'Wrong', [12, 13, 6, 6], { expr: 'rate((' }),
    panel('stat', 'Nothing', [18, 13, 6, 3], { expr: 'nothing' }),
    panel('unsupported', 'Latency', [18, 16, 6, 3], { why: 'Watchpost does not show heatmaps.' }),
    panel('row', 'Closed at first', [0, 19, 24, 1], { isCollapsed: true }),
    panel('chart', 'Hidden', [0, 20, 12, 8], { expr: 'one' }),
  ];
}

const VARIABLES: readonly DashboardVariable[] = [
  { kind: 'constant', name: 'datasource', label: '', isHidden: true, value: 'Prometheus' },
  {
    kind: 'choice',
    name: 'env',
    label: 'Environment',
    isHidden: false,
    options: ['local', 'staging'].map((value) => ({ text: value.toUpperCase(), value })),
    regex: '',
    isMulti: false,
    hasAll: false,
    allValue: '',
    chosen: ['staging'],
  },
  {
    kind: 'choice',
    name: 'route',
    label: '',
    isHidden: false,
    options: [],
    query: 'label_values(http_requests_total{env="$env"}, route)',
    regex: '/^(.*)$/',
    isMulti: true,
    hasAll: true,
    allValue: '',
    chosen: ['$__all'],
  },
  { kind: 'text', name: 'filter', label: 'Filter', isHidden: false, value: '' },
];

function dashboard(title = kind === 'hostile' ? HOSTILE : kind === 'long' ? LONG : 'Twinkle API'): Dashboard {
  return {
    title,
    description: kind === 'full' ? 'What the API answers, and how fast.' : '',
    panels: kind === 'empty' ? [] : panels(),
    variables: kind === 'full' ? VARIABLES : [],
    rangeMs: 900_000,
    left: kind === 'full' ? ['2 annotations are not shown.', 'Overrides of single fields do not count.'] : [],
  };
}

const ROUTES = ['/api/users', '/api/games', '/health'] as const;

function answer(text: string, time: QueryTime): QueryAnswer {
  const stats = { evalMs: 1.4, samples: 900 };
  if (self.isAway) return { ok: false, failure: { reason: 'notRunning', message: 'The engine is starting.' } };
  if (text.includes('((')) return { ok: false, failure: { reason: 'invalid', message: 'unclosed left parenthesis' } };
  const count = text.includes('three') || text === 'shares' ? 3 : text === 'nothing' || kind === 'nodata' ? 0 : 1;
  const outside = kind === 'hostile' ? HOSTILE : kind === 'long' ? LONG : undefined;
  const labels: Labels[] = Array.from({ length: count }, (_, i) => ({
    job: 'twinkle-api',
    method: 'GET',
    route: outside ?? ROUTES[i] ?? '',
    device: `/dev/sda${i + 1}`,
  }));
  const valueOf = (row: number, step: number): number => {
    if (text === 'zero') return 0;
    if (text.startsWith('share')) return 55 + 20 * row;
    return 10 + 5 * row + Math.sin(step / 20 + row);
  };
  const infos = text === 'one' ? ['PromQL info: metric might not be a counter (1:6)'] : [];
  if (text === 'nothing') infos.push('No metric nothing is stored, and no rule records it.');
  const notes = { warnings: [], infos };
  const base = { ok: true, unit: 'none', stats, ...notes } as const;
  if (time.kind === 'instant') {
    const values = Float64Array.from(labels, (_, i) => 1_000_000 * valueOf(i, 0));
    return { ...base, result: { kind: 'vector', atMs: time.atMs, labels, values, omitted: 0 } };
  }
  const steps = Math.floor((time.toMs - time.fromMs) / time.stepMs) + 1;
  const values = new Float64Array(count * steps);
  for (let row = 0; row < count; row++)
    for (let step = 0; step < steps; step++) values[row * steps + step] = valueOf(row, step);
  const { fromMs, stepMs } = time;
  return { ...base, result: { kind: 'range', fromMs, stepMs, steps, labels, values, omitted: 0 } };
}

self.routes = ROUTES;

const MESSAGE: DashboardContent = {
  kind: 'message',
  message: 'No service is watched here yet, so there are no metrics to show.',
  action: 'addService',
};
const FILE = 'file:///work/monitoring/dashboards/twinkle.json';

const channel = editor.answer<DashboardHostSide, DashboardPageSide>({
  open: async () => {
    editor.note('open')();
    if (kind === 'fails') throw new Error('the engine is not there');
    if (kind === 'loading') return new Promise<never>(() => {});
    if (kind === 'message') return MESSAGE;
    return { kind: 'dashboard', dashboard: dashboard(), file: FILE, scrapeMs: 15_000 };
  },
  query: (key, text, time) => {
    editor.note('query')(key, text, time.kind);
    return answer(text, time);
  },
  variableValues: (query, regex) => {
    editor.note('variableValues')(query, regex);
    return { ok: true, values: self.routes, omitted: 0 };
  },
  openQuery: editor.note('openQuery'),
  openFile: editor.note('openFile'),
  addService: editor.note('addService'),
  manageTrust: editor.note('manageTrust'),
});

Object.assign(self, {
  content: (what: 'other' | 'message') =>
    channel.notify('content', [
      what === 'message'
        ? MESSAGE
        : { kind: 'dashboard', dashboard: dashboard('Another title'), file: FILE, scrapeMs: 15_000 },
    ]),
  connected: () => channel.notify('connected', []),
  notice: (text: string) => channel.notify('notice', [text]),
});
