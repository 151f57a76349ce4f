import { t, language } from '../../base/l10n.ts';
import { formatSeconds } from '../../base/unit.ts';
import { SEVERITIES, type Severity } from '../../model/report.ts';
import { reportJson, reportMarkdown } from '../../model/reportText.ts';
import { severityWord } from '../../model/severityText.ts';
import type { ReportHostSide, ReportPageSide, ReportSubject, ShownReport } from '../../protocol/reportPanel.ts';
import type { Channel } from '../../protocol/rpc.ts';
import { button, h, setChildren, setText } from '../dom.ts';
import { keepFocus } from '../keepFocus.ts';
import type { VsCodeApi } from '../vscodePort.ts';
import { findingCard } from './findingCard.ts';
import { severityBadge } from './severityBadge.ts';

type ReportChannel = Channel<ReportPageSide, ReportHostSide>;

/** The page of a report: a summary, the findings with the worst first, and what could not be read. */
export class ReportPage {
  readonly #root: HTMLElement;
  readonly #channel: ReportChannel;
  readonly #api: Pick<VsCodeApi, 'setState'>;
  readonly #main = h('main', { class: 'r-page' });
  /** Says that a report came, and what it comes to. */
  readonly #spoken = h('div', { class: 'visually-hidden', 'aria-live': 'polite' });
  #subject: ReportSubject | undefined;
  /** The severity that is looked at alone. */
  #only: Severity | undefined;
  #shown: ShownReport | undefined;

  constructor(root: HTMLElement, channel: ReportChannel, api: Pick<VsCodeApi, 'setState'>) {
    this.#root = root;
    this.#api = api;
    this.#channel = channel;
  }

  async start(): Promise<void> {
    this.#channel.on('show', (shown) => {
      this.#show(shown);
      setText(this.#spoken, t('The report is new: {0}', severityCounts(shown)));
    });
    setChildren(this.#root, [this.#main, this.#spoken]);
    this.#channel.on('reveal', (finding) => this.#reveal(finding));
    const { subject, shown, finding } = await this.#channel.request('open', []);
    this.#subject = subject;
    this.#show(shown);
    if (finding !== '') this.#reveal(finding);
  }

  #show(shown: ShownReport): void {
    this.#shown = shown;
    // For the editor, which shows it again after a reload of the window.
    this.#api.setState({ subject: this.#subject, shown });
    if (!shown.report.findings.some(({ severity }) => severity === this.#only)) this.#only = undefined;
    this.#draw();
  }

  /** Opens a finding, and goes there. */
  #reveal(finding: string): void {
    if (this.#shown === undefined) return;
    this.#only = undefined;
    this.#draw();
    const card = [...this.#root.querySelectorAll<HTMLDetailsElement>('.r-finding')].find(
      (one) => one.dataset['id'] === finding,
    );
    if (card === undefined) return;
    card.open = true;
    card.scrollIntoView({ block: 'start' });
    card.querySelector<HTMLElement>('summary')?.focus();
  }

  /** Draws all anew, with what was opened or closed by hand as it was, and the focus where it was. */
  #draw(): void {
    const cards = (): HTMLDetailsElement[] => [...this.#root.querySelectorAll<HTMLDetailsElement>('.r-finding')];
    const wasOpen = new Map(cards().map((card) => [card.dataset['id'], card.open]));
    keepFocus(this.#root, () => {
      this.#drawAll();
      for (const card of cards()) card.open = wasOpen.get(card.dataset['id']) ?? card.open;
    });
  }

  #drawAll(): void {
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
    setChildren(this.#main, [
      this.#header(this.#shown),
      this.#summary(this.#shown),
      h('div', { class: 'r-findings' }, ...cards),
      ...(report.unread.length > 0 ? [unreadPart(this.#shown)] : []),
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
            t('{0}, in {1}', new Date(atMs).toLocaleString(language()), formatSeconds(durationMs / 1000)),
          ]
            .filter((part) => part !== undefined)
            .join(' · '),
        ),
      ),
      h(
        'div',
        { class: 'r-actions' },
        button(t('Run Again'), {
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
          },
        },
        severityBadge(severity),
        h('span', { class: 'value' }, count),
        severityWord(severity),
      );
    });
    return h('div', { class: 'r-summary', role: 'group', 'aria-label': t('Findings by severity') }, ...counts);
  }

  #send(method: 'copy', text: string): void {
    void this.#channel.request(method, [text]);
  }
}

function severityCounts({ report: { findings } }: ShownReport): string {
  return SEVERITIES.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severityWord(severity)}`];
  }).join(', ');
}

function unreadPart({ report: { unread } }: ShownReport): HTMLElement {
  return h(
    'section',
    { class: 'r-unread', 'aria-label': t('Not read') },
    h('h2', {}, t('Could not be read')),
    h('ul', {}, ...unread.map(({ id, reason }) => h('li', {}, h('span', { class: 'quiet' }, `${id}: `), reason))),
  );
}
