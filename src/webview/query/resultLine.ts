import { t } from '../../base/l10n.ts';
import { type QueryAnswer, type QueryFailure, seriesCount } from '../../protocol/query.ts';
import { h, icon, setChildren } from '../dom.ts';
import { formatMs } from '../time.ts';
import { seriesWord } from './hoverHelp.ts';

type Success = Extract<QueryAnswer, { ok: true }>;

/** Below the editor: what came of the query in a line, with its warnings, or why nothing came of it. */
export class ResultLine {
  readonly element = h('div', { class: 'q-line' });
  readonly #status = h('p', { class: 'q-status', role: 'status' });
  readonly #failure = h('p', { class: 'notice notice-error', role: 'alert', hidden: true });
  readonly #notes = h('ul', { class: 'q-notes', hidden: true });
  readonly #running = h(
    'p',
    { class: 'q-running', hidden: true },
    icon('loading', 'codicon-modifier-spin'),
    t('The query runs…'),
  );

  constructor() {
    this.element.append(this.#failure, this.#status, this.#running, this.#notes);
  }

  showRunning(isRunning: boolean): void {
    this.#running.hidden = !isRunning;
    this.#status.hidden = isRunning;
  }

  clear(): void {
    this.#status.replaceChildren();
    this.#failure.hidden = true;
    this.#notes.hidden = true;
  }

  showFailure({ reason, message }: QueryFailure): void {
    this.clear();
    const sentence = message.charAt(0).toUpperCase() + message.slice(1);
    if (reason === 'cancelled') {
      this.#status.textContent = sentence;
      return;
    }
    this.#failure.textContent = /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
    this.#failure.hidden = false;
  }

  showAnswer({ result, stats, warnings, infos }: Success): void {
    this.clear();
    const count = seriesCount(result);
    const what =
      result.kind === 'string' || result.kind === 'scalar'
        ? result.kind === 'scalar'
          ? t('A scalar')
          : t('A text')
        : count === 0 && (result.kind !== 'range' || result.histograms === undefined)
          ? t('The query is valid, and no series has a value at this time')
          : seriesWord(count);
    const facts = [what, formatMs(stats.evalMs), t('{0} samples read', stats.samples.toLocaleString('en-US'))];
    setChildren(this.#status, [h('span', { class: 'value' }, facts.join(' · '))]);
    const omitted = 'omitted' in result ? result.omitted : 0;
    const shown = (count - omitted).toLocaleString('en-US');
    const tooMany =
      omitted === 0
        ? []
        : [
            t(
              'Only {0} of {1} series are shown. Aggregate them, or select fewer.',
              shown,
              count.toLocaleString('en-US'),
            ),
          ];
    const undrawn = result.kind === 'range' ? (result.histograms ?? 0) : 0;
    const notes = [
      ...(undrawn === 0 ? [] : [note('info', undrawnText(undrawn))]),
      ...tooMany.map((text) => note('warning', text)),
      ...warnings.map((text) => note('warning', text.replace(/^PromQL warning: /, ''))),
      ...infos.map((text) => note('info', text.replace(/^PromQL info: /, ''))),
    ];
    setChildren(this.#notes, notes);
    this.#notes.hidden = notes.length === 0;
  }
}

function undrawnText(count: number): string {
  const what =
    count === 1
      ? t('One series has native histograms, which no line can show.')
      : t('{0} series have native histograms, which no line can show.', count.toLocaleString('en-US'));
  return `${what} ${t('Draw histogram_quantile(0.95, …) or histogram_avg(…) of them, or see the table.')}`;
}

function note(kind: 'warning' | 'info', text: string): HTMLElement {
  const word = kind === 'warning' ? t('Warning: ') : t('Info: ');
  return h('li', { class: `q-note-${kind}` }, icon(kind), h('span', {}, h('strong', {}, word), text));
}
