import { t } from '../../base/l10n.ts';
import { MONITOR_SECONDS, type MonitorResult } from '../../model/redisLive.ts';
import type { MonitorAnswer } from '../../protocol/redisLive.ts';
import { button, h, setChildren, setText } from '../dom.ts';
import { sortableTable } from '../report/sortableTable.ts';
import { commandTable, countTable, monitorSentence } from './monitorTables.ts';

const DEFAULT_SECONDS = 3;

/** What MONITOR tells within some seconds, once the user has agreed to it. */
export class MonitorView {
  readonly element: HTMLElement;
  readonly #run: (seconds: number) => Promise<MonitorAnswer | undefined>;
  readonly #seconds = h('select', { 'aria-label': t('For how long') });
  readonly #button = button(t('Run MONITOR…'), { icon: 'record', onclick: () => void this.#start() });
  readonly #status = h('p', { class: 'quiet', role: 'status' }, t('No value of a command is shown, and no password.'));
  readonly #result = h('div', { class: 'l-monitor' });

  constructor(run: (seconds: number) => Promise<MonitorAnswer | undefined>) {
    this.#run = run;
    const { min, max } = MONITOR_SECONDS;
    for (let seconds = min; seconds <= max; seconds++) {
      this.#seconds.append(h('option', { value: seconds, selected: seconds === DEFAULT_SECONDS }, `${seconds} s`));
    }
    this.element = h(
      'section',
      { 'aria-label': t('Monitor') },
      h(
        'div',
        { class: 'l-head' },
        h('h2', {}, t('Monitor')),
        h('div', { class: 'l-tools' }, this.#seconds, this.#button),
      ),
      this.#status,
      this.#result,
    );
  }

  async #start(): Promise<void> {
    // Not `disabled`, which would take the focus away.
    if (this.#button.getAttribute('aria-disabled') === 'true') return;
    this.#button.setAttribute('aria-disabled', 'true');
    setText(this.#status, t('Running…'));
    try {
      const answer = await this.#run(Number(this.#seconds.value));
      if (answer === undefined) setText(this.#status, t('It was not run.'));
      else if (answer.ok) this.#show(answer.result);
      else setText(this.#status, answer.message);
    } finally {
      this.#button.removeAttribute('aria-disabled');
    }
  }

  #show(result: MonitorResult): void {
    setText(this.#status, monitorSentence(result));
    setChildren(this.#result, [
      h(
        'div',
        { class: 'l-counts' },
        sortableTable(countTable(t('command'), result.byCommand, result), t('Commands by name')),
        sortableTable(countTable(t('prefix'), result.byPrefix, result), t('Commands by the prefix of their key')),
      ),
      sortableTable(commandTable(result), t('Commands that were seen')),
    ]);
  }
}
