import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { t } from '../../base/l10n.ts';
import type { DashboardPanel } from '../../model/dashboard.ts';
import { type QueryAnswer, type QueryTime, seriesCount } from '../../protocol/query.ts';
import type { Stage } from '../charts/stage.ts';
import { button, h, icon, setAttribute, setText } from '../dom.ts';
import { autoStepMs, rangeEndingAt } from '../rangeStep.ts';
import { builtIn, type PanelTime } from './builtIns.ts';
import { chartBody } from './chartBody.ts';
import { fillQuery, fillText, type Lookup } from './interpolate.ts';
import { barsBody, gaugeBody, statBody } from './numberBodies.ts';
import { heightPx, type PanelBody, type PanelContext } from './panelBody.ts';
import type { Asking } from './panelQueue.ts';
import { failureOf, notesOf, type Outcome } from './panelSeries.ts';
import { tableBody } from './tableBody.ts';

export interface PanelViewOptions {
  readonly panel: DashboardPanel;
  /** Of its heading. */
  readonly level: 2 | 3;
  readonly stage: Stage;
  readonly announce: (text: string) => void;
  readonly variables: Lookup;
  /** The end of the range and its length, and the interval of scrapes, in milliseconds. */
  readonly time: () => { readonly nowMs: number; readonly rangeMs: number; readonly scrapeMs: number };
  readonly query: (key: string, text: string, time: QueryTime) => Promise<QueryAnswer>;
  readonly openQuery: (text: string) => void;
  readonly onInView: () => void;
}

/** Queries of a panel that have a button of their own. */
const MAX_ACTIONS = 4;

/** A panel of the dashboard: its title, what it shows, and what there is to say of it. */
export class PanelView implements Asking, Disposable {
  readonly element: HTMLElement;
  readonly #options: PanelViewOptions;
  readonly #store = new DisposableStore();
  readonly #body: PanelBody | undefined;
  readonly #message = h('p', { class: 'panel-message' });
  readonly #notes = h('ul', { class: 'panel-notes', hidden: true });
  readonly #heading: HTMLElement;
  readonly #text = h('div', { class: 'panel-text' });
  #isInView = false;
  #hasShown = false;

  constructor(options: PanelViewOptions) {
    this.#options = options;
    const { panel, stage, announce, level } = options;
    const title = fillText(panel.title, this.#lookup);
    const actions = panel.queries.slice(0, MAX_ACTIONS).map(({ refId }, i) =>
      button(t('Open the query of {0} in the query panel', panel.queries.length > 1 ? `${title} ${refId}` : title), {
        icon: 'graph',
        iconOnly: true,
        class: 'button-quiet',
        onclick: () => options.openQuery(this.#texts()[i] ?? ''),
      }),
    );
    const context: PanelContext = { stage, announce, lookup: this.#lookup, window: () => this.#window() };
    const isChart = panel.kind === 'chart';
    this.#body = isChart ? chartBody(panel, context, level, actions) : bodyOf(panel, context);
    if (this.#body !== undefined) this.#store.own(this.#body);
    this.#heading = h(level === 2 ? 'h2' : 'h3', { class: 'chart-title' });
    this.element = h(
      'section',
      { class: 'panel', 'data-panel-id': panel.id },
      // A chart brings its title with it.
      isChart || (panel.kind === 'text' && title === '')
        ? undefined
        : h('div', { class: 'chart-head' }, this.#heading, ...actions),
      this.#body?.element,
      panel.kind === 'text' ? this.#text : undefined,
      this.#message,
      this.#notes,
    );
    // At least as high as in Grafana; more where its content needs it.
    this.element.style.minHeight = `${heightPx(panel)}px`;
    this.#showTitle();
    this.#showMessage(this.#firstMessage());
    this.#store.own(
      stage.watch(this.element, {
        onVisible: (isInView) => {
          this.#isInView = isInView;
          if (isInView) options.onInView();
        },
        onResize() {},
      }),
    );
  }

  get isInView(): boolean {
    return this.#isInView;
  }

  async ask(): Promise<void> {
    const { panel, query } = this.#options;
    this.#showTitle();
    if (this.#body === undefined || panel.queries.length === 0) return;
    const time = this.#queryTime();
    const texts = this.#texts();
    const outcomes = await Promise.all(
      panel.queries.map(async (one, i): Promise<Outcome> => {
        const text = texts[i] ?? '';
        return { query: one, text, answer: await query(`${panel.id}/${i}`, text, time) };
      }),
    );
    if (this.#store.isDisposed) return;
    this.#show(outcomes);
  }

  dispose(): void {
    this.#store.dispose();
  }

  #show(outcomes: readonly Outcome[]): void {
    const failure = failureOf(outcomes);
    const hasSeries = outcomes.some(({ answer }) => answer.ok && seriesCount(answer.result) > 0);
    // Cancelled by a newer one of its kind: that one shows what there is.
    if (!hasSeries && outcomes.some(({ answer }) => !answer.ok && answer.failure.reason === 'cancelled')) return;
    // While the engine is away a line above all panels says so, and what they show stays.
    if (failure?.reason === 'notRunning' && this.#hasShown) return;
    this.#hasShown ||= hasSeries;
    if (this.#body !== undefined) {
      this.#body.element.hidden = !hasSeries && this.#options.panel.kind !== 'chart';
      this.#body.update(outcomes);
    }
    if (failure !== undefined) this.#showMessage(sentence(failure.message), true);
    else this.#showMessage(hasSeries || this.#options.panel.kind === 'chart' ? '' : t('No data in this range.'));
    const notes = notesOf(outcomes);
    this.#notes.hidden = notes.length === 0;
    this.#notes.replaceChildren(...notes.map((note) => h('li', {}, icon('info'), h('span', {}, note))));
  }

  /** Variables in the texts may have changed. */
  #showTitle(): void {
    const { panel } = this.#options;
    const [title, description] = [panel.title, panel.description].map((text) => fillText(text, this.#lookup));
    setText(this.#heading, title ?? '');
    this.#heading.title = description === '' ? (title ?? '') : `${title}: ${description}`;
    setAttribute(this.element, 'aria-label', title);
    if (panel.kind === 'text') setText(this.#text, fillText(panel.text ?? '', this.#lookup));
  }

  #firstMessage(): string {
    const { panel } = this.#options;
    if (panel.kind === 'unsupported') return panel.why ?? t('Watchpost does not show this kind of panel.');
    if (panel.kind !== 'text' && panel.queries.length === 0) return t('The panel has no query.');
    return '';
  }

  #showMessage(text: string, isProblem = false): void {
    setText(this.#message, text);
    this.#message.hidden = text === '';
    this.#message.classList.toggle('panel-problem', isProblem);
  }

  #texts(): readonly string[] {
    return this.#options.panel.queries.map(({ expr }) => fillQuery(expr, this.#lookup));
  }

  readonly #lookup: Lookup = (name) => builtIn(name, this.#panelTime()) ?? this.#options.variables(name);

  #panelTime(): PanelTime {
    const { fromMs, toMs, stepMs } = this.#range();
    return { fromMs, toMs, stepMs, scrapeMs: this.#options.time().scrapeMs };
  }

  #queryTime(): QueryTime {
    const range = this.#range();
    return this.#options.panel.kind === 'table' ? { kind: 'instant', atMs: range.toMs } : range;
  }

  #range(): Extract<QueryTime, { kind: 'range' }> {
    const { nowMs, rangeMs } = this.#options.time();
    const least = Math.max(0, ...this.#options.panel.queries.map(({ minStepMs }) => minStepMs ?? 0));
    return rangeEndingAt(nowMs, rangeMs, Math.min(rangeMs, Math.max(autoStepMs(rangeMs), least)));
  }

  #window(): readonly [number, number] {
    const { fromMs, toMs } = this.#range();
    return [fromMs, toMs];
  }
}

function bodyOf(panel: DashboardPanel, context: PanelContext): PanelBody | undefined {
  switch (panel.kind) {
    case 'stat':
      return statBody(panel, context);
    case 'gauge':
      return gaugeBody(panel, context);
    case 'bars':
      return barsBody(panel, context);
    case 'table':
      return tableBody(panel, context);
    default:
      return undefined;
  }
}

function sentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
