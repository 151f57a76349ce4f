// Runs inside the page before the log view's own script and plays the editor: all records are read, and more come.
import type { LogHostSide, LogPageSide } from '../../../src/protocol/logPanel.ts';
import type { LogRow, LogViewFilter, LogViewState } from '../../../src/protocol/logs.ts';
import { FakeEditor } from './fakeEditor.ts';

export interface FakeGrowingLogHost extends FakeEditor {
  /** So many records come. */
  grow(count: number): void;
}

const START_MS = Date.UTC(2026, 10, 21, 10);
const editor = new FakeEditor();
let total = 200;
let generation = 1;
let filter: LogViewFilter = {};

const row = (i: number): LogRow => ({
  timeMs: START_MS + i * 1_000,
  level: i % 50 === 0 ? 'error' : 'info',
  message: `4711 ${i}`,
  logger: 'api',
  requestId: `r${i}`,
  source: 0,
  fields: { status: i % 50 === 0 ? 500 : 200 },
});
const state = (): LogViewState => ({
  viewId: 'view',
  generation,
  total: filter.level === undefined ? total : Math.ceil(total / 50),
  complete: true,
  sources: [
    editor.kind === 'trouble' ? { name: 'api', trouble: 'api.log does not exist.' } : { name: 'api', format: 'pino' },
  ],
  ...(filter.regexp === '(' && { filterProblem: '4711 (' }),
});
const rows = (from: number, count: number) => ({
  generation,
  from,
  rows: Array.from({ length: Math.max(0, Math.min(count, total - from)) }, (_, i) => row(from + i)),
});

const channel = editor.answer<LogHostSide, LogPageSide>({
  begun: () => undefined,
  open: () => ({ state: state(), rows: rows(Math.max(0, total - 100), 100) }),
  filter(next) {
    editor.calls.push(['filter', next]);
    filter = next;
    generation++;
    channel.notify('state', [state()]);
  },
  sources: () => [],
  rows,
  detail: (_generation, i) => ({
    message: `4711 ${i}`,
    fields: { status: 200 },
    text: `{"msg":"4711 ${i}"}`,
    path: 'api.log',
    line: i + 1,
    ref: `ref-${i}`,
  }),
  find: ({ text }, from, step) =>
    text === undefined
      ? { generation, count: 0 }
      : step === 0
        ? { generation, count: total }
        : { generation, count: total, row: from + step, ordinal: from + step + 1 },
  place: () => ({ generation, row: 5 }),
  histogram: (buckets) => ({
    fromMs: START_MS,
    stepMs: (total * 1_000) / buckets,
    buckets: Array.from({ length: buckets }, (_, i) => [0, 0, 2, 0, i % 30 === 0 ? 1 : 0, 0, 0]),
  }),
  patterns: () => [
    {
      pattern: '4711 <n>',
      count: total,
      level: 'error',
      firstMs: START_MS,
      lastMs: START_MS + 5_000,
      overTime: [1, 2],
    },
  ],
  openFile: (...place) => void editor.calls.push(['openFile', ...place]),
  openDocument: () => void editor.calls.push(['openDocument']),
  exportRows: () => void editor.calls.push(['exportRows']),
  copy: (text) => void editor.calls.push(['copy', text]),
});

Object.assign(editor, {
  grow(count) {
    total += count;
    channel.notify('state', [state()]);
  },
} satisfies Omit<FakeGrowingLogHost, keyof FakeEditor>);
