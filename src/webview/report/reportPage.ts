import { formatSeconds } from '../../base/unit.ts';
import { SEVERITIES, type Severity } from '../../model/report.ts';
import { reportJson, reportMarkdown } from '../../model/reportText.ts';
import type { ReportHostSide, ReportPageSide, ShownReport } from '../../protocol/reportPanel.ts';
import type { Channel } from '../../protocol/rpc.ts';
import { button, h, setChildren } from '../dom.ts';
import { findingCard } from './findingCard.ts';
import { severityBadge, SEVERITY_LOOKS } from './severityBadge.ts';

type ReportChannel = Channel<ReportPageSide, ReportHostSide>;

/** The page of a report: a summary, the findings with the worst first, and what could not be read. */
export class ReportPage {
  readonly #root: HTMLElement;
  readonly #channel: ReportChannel;
  /** The severity that is looked at alone. */
  #only: Severity | undefined;
  #shown: ShownReport | undefined;

  constructor(root: HTMLElement, channel: ReportChannel) {
    this.#root = root;
    this.#channel = channel;
  }

  async start(): Promise<void> {
    this.#channel.on('show', (shown) => this.#show(shown));
    this.#show(await this.#channel.request('open', []));
  }

  #show(shown: ShownReport): void {
    this.#shown = shown;
    if (!shown.report.findings.some(({ severity }) => severity === this.#only)) this.#only = undefined;
    this.#draw();
  }

  #draw(): void {
    if (this.#shown === undefined) return;
    const { report, previous } = this.#shown;
    const before = new Map(previous?.findings.map((finding) => [finding.id, finding]));
    const actions = {
      copy: (text: string) => this.#send('copy', text),
      openSql: (text: string) =>
        void this.#channel.request('openDocument', [text, report.engine === 'redis' ? 'plaintext' : 'sql']),
    };
    const cards = report.findings
      .filter(({ severity }) => this.#only === undefined || severity === this.#only)
      .map((finding) => findingCard(finding, before.get(finding.id), actions));
    setChildren(this.#root, [
      h(
        'main',
        { class: 'r-page' },
        this.#header(this.#shown),
        this.#summary(this.#shown),
        h('div', { class: 'r-findings' }, ...cards),
        report.unread.length > 0 && unreadPart(this.#shown),
      ),
    ]);
  }

  #header({ serviceName, environment, report }: ShownReport): HTMLElement {
    const { engine, version, target, atMs, durationMs } = report;
    const open = (text: string, language: 'markdown' | 'json') =>
      void this.#channel.request('openDocument', [text, language]);
    return h(
      'header',
      { class: 'r-header' },
      h(
        'div',
        {},
        h('h1', {}, serviceName),
        h(
          'p',
          { class: 'quiet' },
          [
            environment,
            `${engine} ${version}`,
            target,
            `${new Date(atMs).toLocaleString()}, in ${formatSeconds(durationMs / 1000)}`,
          ]
            .filter((part) => part !== undefined)
            .join(' · '),
        ),
      ),
      h(
        'div',
        { class: 'r-actions' },
        button('Run Again', {
          icon: 'refresh',
          onclick: () => void this.#channel.request('rerun', [], { timeoutMs: 600_000 }),
        }),
        button('Markdown', { icon: 'markdown', onclick: () => open(reportMarkdown(report), 'markdown') }),
        button('JSON', { icon: 'json', onclick: () => open(reportJson(report), 'json') }),
      ),
    );
  }

  #summary({ report: { findings } }: ShownReport): HTMLElement {
    const counts = SEVERITIES.map((severity) => {
      const count = findings.filter((finding) => finding.severity === severity).length;
      const isOnly = this.#only === severity;
      return h(
        'button',
        {
          type: 'button',
          class: `r-count r-${severity}`,
          'aria-pressed': String(isOnly),
          disabled: count === 0,
          onclick: () => {
            this.#only = isOnly ? undefined : severity;
            this.#draw();
            this.#root.querySelector<HTMLElement>(`.r-count.r-${severity}`)?.focus();
          },
        },
        severityBadge(severity),
        h('span', { class: 'value' }, count),
        SEVERITY_LOOKS[severity].word,
      );
    });
    return h('div', { class: 'r-summary', role: 'group', 'aria-label': 'Findings by severity' }, ...counts);
  }

  #send(method: 'copy', text: string): void {
    void this.#channel.request(method, [text]);
  }
}

function unreadPart({ report: { unread } }: ShownReport): HTMLElement {
  return h(
    'section',
    { class: 'r-unread', 'aria-label': 'Not read' },
    h('h2', {}, 'Could not be read'),
    h('ul', {}, ...unread.map(({ id, reason }) => h('li', {}, h('span', { class: 'quiet' }, `${id}: `), reason))),
  );
}
