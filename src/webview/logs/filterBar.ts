import { t } from '../../base/l10n.ts';
import { LOG_LEVELS, type LogLevel } from '../../model/logRecord.ts';
import type { LogViewFilter } from '../../protocol/logs.ts';
import { button, h, setText } from '../dom.ts';
import { formatClock } from '../time.ts';

const DELAY_MS = 200;

/** The fields of the filter. What is typed is told a moment after. */
export class FilterBar {
  readonly element: HTMLElement;
  readonly #changed: (filter: LogViewFilter) => void;
  readonly #level: HTMLSelectElement;
  readonly #text: HTMLInputElement;
  readonly #regexp: HTMLInputElement;
  readonly #where: HTMLInputElement;
  readonly #range: HTMLButtonElement;
  readonly #problem = h('p', { class: 'log-problem', role: 'alert', hidden: true });
  #times: Pick<LogViewFilter, 'sinceMs' | 'untilMs'> = {};
  #told = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(filter: LogViewFilter, changed: (filter: LogViewFilter) => void) {
    this.#changed = (next) => {
      // A field that is left tells once more what it told when it was typed in.
      const key = JSON.stringify(next);
      if (key === this.#told) return;
      this.#told = key;
      changed(next);
    };
    const now = (): void => this.#changed(this.filter);
    const soon = (): void => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(now, DELAY_MS);
    };
    const input = (label: string, hint: string): HTMLInputElement =>
      h('input', {
        type: 'text',
        class: 'log-input',
        'aria-label': label,
        placeholder: hint,
        spellcheck: 'false',
        oninput: soon,
        onchange: now,
      });
    this.#level = h(
      'select',
      { class: 'log-input', 'aria-label': t('Least level'), onchange: now },
      h('option', { value: '' }, t('All levels')),
      ...LOG_LEVELS.map((level) =>
        h('option', { value: level }, level === 'fatal' ? 'fatal' : t('{0} and worse', level)),
      ),
    );
    this.#text = input(t('Text'), t('Text'));
    this.#regexp = input(t('Regular expression'), t('Regular expression'));
    this.#where = input(t('Field conditions'), 'status>=500 -path:/health');
    this.#range = button(t('All times'), {
      icon: 'close',
      onclick: () => {
        this.setTimes({});
        // The button is gone, and the focus would be with it.
        this.#text.focus();
      },
    });
    this.#range.title = t('Show all times');
    this.element = h(
      'div',
      { class: 'log-filter', role: 'search', 'aria-label': t('Filter') },
      this.#level,
      this.#text,
      this.#regexp,
      this.#where,
      this.#range,
      this.#problem,
    );
    this.show(filter);
    this.#told = JSON.stringify(this.filter);
  }

  get filter(): LogViewFilter {
    const level = LOG_LEVELS.find((one): one is LogLevel => one === this.#level.value);
    const where = this.#where.value.match(/(?:[^\s"]|"[^"]*")+/g) ?? [];
    return {
      ...(level !== undefined && { level }),
      ...(this.#text.value !== '' && { text: this.#text.value }),
      ...(this.#regexp.value !== '' && { regexp: this.#regexp.value }),
      ...(where.length > 0 && { where }),
      ...this.#times,
    };
  }

  show({ level, text, regexp, where, sinceMs, untilMs }: LogViewFilter): void {
    this.#level.value = level ?? '';
    this.#text.value = text ?? '';
    this.#regexp.value = regexp ?? '';
    this.#where.value = (where ?? []).join(' ');
    this.#times = { ...(sinceMs !== undefined && { sinceMs }), ...(untilMs !== undefined && { untilMs }) };
    this.#showTimes();
  }

  setTimes(times: Pick<LogViewFilter, 'sinceMs' | 'untilMs'>): void {
    this.#times = times;
    this.#showTimes();
    this.#changed(this.filter);
  }

  /** Another filter in place of the one before. */
  set(filter: LogViewFilter): void {
    this.show(filter);
    this.#changed(this.filter);
  }

  /** No filter: all is shown. */
  clear(): void {
    this.set({});
  }

  addCondition(condition: string): void {
    if (!this.#where.value.includes(condition)) this.#where.value = `${this.#where.value} ${condition}`.trim();
    this.#changed(this.filter);
  }

  showProblem(problem: string | undefined): void {
    setText(this.#problem, problem ?? '');
    this.#problem.hidden = problem === undefined;
  }

  #showTimes(): void {
    const { sinceMs, untilMs } = this.#times;
    this.#range.hidden = sinceMs === undefined && untilMs === undefined;
    const text = (ms: number | undefined): string => (ms === undefined ? '…' : clockText(ms));
    const label = this.#range.querySelector('.button-text');
    if (label !== null) setText(label, t('{0} to {1}', text(sinceMs), text(untilMs)));
  }
}

/** Local time of day with milliseconds. */
export function clockText(timeMs: number): string {
  return `${formatClock(timeMs)}.${String(new Date(timeMs).getMilliseconds()).padStart(3, '0')}`;
}
