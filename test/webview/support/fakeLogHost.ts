// Runs inside the page before the log view's own script and plays the editor. The document holds the last rows, as a new view's does.
import type { LogHostSide, LogPageSide, OpenedLogs } from '../../../src/protocol/logPanel.ts';
import type { LogOpening, LogRow, LogRows, LogViewState } from '../../../src/protocol/logs.ts';
import { FakeEditor } from './fakeEditor.ts';

export interface FakeLogHost extends FakeEditor {
  /** What was drawn when the page's script was through. */
  readonly atOnce: readonly string[];
  /** Answers what was held back. */
  release(): void;
}

const HOSTILE =
  '</script><script>window.pwned=true</script><img src=x onerror="window.pwned=true"> <a href="command:quit">a</a> [b](command:quit) <!--';
const editor = new FakeEditor();
const { kind, calls } = editor;

/** The last 300 of ten thousand records; once all are read they have other numbers. */
const TAIL = 300;
const TOTAL = 10_000;
const stateOf = (complete: boolean): LogViewState => ({
  viewId: 'v',
  generation: complete ? 1 : 0,
  total: complete ? TOTAL : TAIL,
  complete,
  sources: [{ name: 'api.log', format: 'pino' }],
});
const rowsOf = (generation: number, from: number, count: number): LogRows => {
  const total = generation === 0 ? TAIL : TOTAL;
  const first = TOTAL - total;
  const row = (i: number): LogRow => ({
    message: kind === 'hostile' ? `${HOSTILE} ${first + i}` : `record ${first + i}`,
    level: 'info',
    timeMs: 1_795_000_000_000 + (first + i) * 1000,
    source: 0,
    fields: { n: first + i },
  });
  return { generation, from, rows: Array.from({ length: Math.min(count, total - from) }, (_, i) => row(from + i)) };
};
const opening: LogOpening = { state: stateOf(false), rows: rowsOf(0, 100, 200) };
const opened: OpenedLogs = {
  filter: { where: ['n>=9700'] },
  sources: [{ name: 'api.log', file: '/logs/api.log' }],
  opening,
};
let release = (): void => {};
const held = new Promise<void>((resolve) => (release = resolve));

const channel = editor.answer<LogHostSide, LogPageSide>({
  begun: () => {
    calls.push(['begun']);
    if (kind === 'back') return undefined;
    setTimeout(() => channel.notify('state', [stateOf(true)]), 0);
    return opening.state;
  },
  open: (filter) => {
    calls.push(['open', filter]);
    return { state: stateOf(true), rows: rowsOf(1, TOTAL - 200, 200) };
  },
  rows: async (from, count) => {
    calls.push(['rows', from, count]);
    if (kind === 'late') await held;
    return rowsOf(1, from, count);
  },
  sources: () => opened.sources,
  filter: editor.note('filter'),
  detail: (generation, row) => {
    calls.push(['detail', generation, row]);
    if (kind !== 'hostile') return undefined;
    const text = `${HOSTILE} of ${row}`;
    const fields = { [HOSTILE]: text, deep: { list: [text] } };
    return { message: text, error: { message: text, stack: text }, fields, text, path: HOSTILE, line: 1, ref: '' };
  },
  find: () => undefined,
  place: () => undefined,
  histogram: () => undefined,
  patterns: () => [],
  openFile: editor.note('openFile'),
  openDocument: editor.note('openDocument'),
  exportRows: editor.note('exportRows'),
  copy: editor.note('copy'),
});

const start = document.createElement('script');
start.type = 'application/json';
start.id = 'start';
start.textContent = JSON.stringify(opened);
document.body.append(start);
let atOnce: string[] = [];
// The page's script comes after this one, and the parser goes on to the end of the document at once.
document.addEventListener('DOMContentLoaded', () => {
  atOnce = [...document.querySelectorAll('.log-message')].map(({ textContent }) => textContent ?? '');
});
Object.defineProperty(editor, 'atOnce', { get: () => atOnce });
Object.assign(editor, { release } satisfies Partial<FakeLogHost>);
