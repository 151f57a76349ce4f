// Runs inside the page before the report panel's own script and plays the editor, from seeded data.
import type { Finding, Severity } from '../../../src/model/report.ts';
import type { ReportHostSide, ReportPageSide, ShownReport } from '../../../src/protocol/reportPanel.ts';
import { FakeEditor } from './fakeEditor.ts';

export interface FakeReportHost extends FakeEditor {
  /** A new report, as after a run. */
  show(): void;
  reveal(finding: string): void;
}

const editor = new FakeEditor();
const finding = (id: string, severity: Severity, rest: Partial<Finding> = {}): Finding => ({
  id,
  severity,
  title: `4711 ${id}`,
  detail: '4711.',
  numbers: [{ name: 'n', value: 0.5, unit: 'ratio' }],
  sql: 'SELECT 4711',
  ...rest,
});
const FINDINGS: readonly Finding[] = [
  finding('wraparound', 'critical'),
  finding('unused-indexes', 'warning', {
    fix: 'DROP INDEX a;',
    table: {
      columns: [{ title: 'a' }, { title: 'b', unit: 'bytes' }],
      rows: [
        ['x', 5_000],
        ['y', 9_000],
      ],
      omitted: 3,
    },
  }),
  finding('version', 'ok'),
];
let runs = 0;
const shown = (): ShownReport => ({
  serviceName: 'shop',
  environment: 'local',
  report: {
    engine: 'postgres',
    version: '15.8',
    target: 'localhost:5432/shop',
    atMs: Date.UTC(2026, 10, 21, 10) + runs++ * 60_000,
    durationMs: 200,
    findings: FINDINGS,
    unread: [{ id: 'bloat', reason: '4711' }],
  },
  previous: {
    engine: 'postgres',
    version: '15.8',
    target: 'localhost:5432/shop',
    atMs: 0,
    durationMs: 1,
    findings: [finding('wraparound', 'ok')],
    unread: [],
  },
});

const channel = editor.answer<ReportHostSide, ReportPageSide>({
  open: () => ({
    subject: { kind: 'database', serviceId: 'shop', probeId: 'shop/postgres' },
    shown: shown(),
    finding: '',
  }),
  rerun() {
    editor.calls.push(['rerun']);
    channel.notify('show', [shown()]);
  },
  copy: (text) => void editor.calls.push(['copy', text]),
  openDocument: (text, language) => void editor.calls.push(['openDocument', language, text]),
});

Object.assign(editor, {
  show: () => channel.notify('show', [shown()]),
  reveal: (id) => channel.notify('reveal', [id]),
} satisfies Omit<FakeReportHost, keyof FakeEditor>);
