import { type Disposable, DisposableStore, toDisposable } from '../../base/disposable.ts';
import { t } from '../../base/l10n.ts';
import { QUERY_LIMITS, type QueryFailure, type QueryResult, seriesCount } from '../../protocol/query.ts';
import type { QueryShow, QueryTab } from '../../protocol/queryPanel.ts';
import { RANGES_MS } from '../../protocol/webview.ts';
import { Stage } from '../charts/stage.ts';
import { button, h, setChildren, setText } from '../dom.ts';
import { autoStepMs, rangeEndingAt } from '../rangeStep.ts';
import { timeZoneLabel } from '../time.ts';
import type { VsCodeApi } from '../vscodePort.ts';
import { CardinalityView } from './cardinalityView.ts';
import { ExplainView } from './explainView.ts';
import { HistoryList } from './historyList.ts';
import { MetricsBrowser } from './metricsBrowser.ts';
import { PromqlClient } from './promqlClient.ts';
import { QueryEditor } from './queryEditor.ts';
import { type QueryChannel, QueryRunner, type Run } from './queryRunner.ts';
import { QuerySettings } from './querySettings.ts';
import { type QueryState, readQueryState } from './queryState.ts';
import { ResultChart } from './resultChart.ts';
import { ResultLine } from './resultLine.ts';
import { toJsonText, toTabText } from './resultText.ts';
import { Tabs } from './tabs.ts';
import { TargetsView } from './targetsView.ts';
import { ValueTable } from './valueTable.ts';

export interface QueryPageOptions {
  readonly root: HTMLElement;
  readonly page: Window;
  readonly api: VsCodeApi;
  readonly channel: QueryChannel;
  readonly now: () => number;
}

/** How often targets and counts are asked for while they are in view. */
const LISTS_MS = 5_000;

/** The page for queries: an editor, and what came of its text as a table, a chart or an explanation; beside them the store's own pages. */
export class QueryPage implements Disposable {
  readonly #owned = new DisposableStore();
  readonly #options: QueryPageOptions;
  readonly #channel: QueryChannel;
  readonly #client: PromqlClient;
  readonly #runner: QueryRunner;
  readonly #editor: QueryEditor;
  readonly #history: HistoryList;
  readonly #settings: QuerySettings;
  readonly #tabs: Tabs;
  readonly #browser: MetricsBrowser;
  readonly #line = new ResultLine();
  readonly #table = new ValueTable();
  readonly #chart: ResultChart;
  readonly #explain: ExplainView;
  readonly #targets: TargetsView;
  readonly #cardinality: CardinalityView;
  readonly #notice = h('p', { class: 'notice', role: 'status', hidden: true });
  readonly #spoken = h('div', { class: 'visually-hidden', 'aria-live': 'polite' });
  readonly #main = h('main', { class: 'q-page' });
  readonly #results: HTMLElement;
  readonly #run: HTMLButtonElement;
  readonly #cancel: HTMLButtonElement;
  readonly #copy: HTMLElement;
  #state: QueryState;
  #last: Run | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: QueryPageOptions) {
    const { root, page, api, channel, now } = options;
    this.#options = options;
    this.#channel = channel;
    this.#state = readQueryState(api.getState());
    this.#runner = new QueryRunner(channel);
    this.#client = new PromqlClient(
      {
        metrics: () => channel.request('metrics', []),
        labelNames: (matchers) => channel.request('labelNames', [matchers]),
        labelValues: (label, matchers) => channel.request('labelValues', [label, matchers]),
      },
      now,
    );
    const stage = this.#owned.own(new Stage(page));
    const put = (text: string): void => this.#put(text);
    const addService = (): void => this.#tell(channel.request('addService', []));
    this.#editor = this.#owned.own(
      new QueryEditor({
        text: this.#state.text,
        client: this.#client,
        nonce: root.dataset['nonce'] ?? '',
        onRun: () => void this.#ask(),
        onChange: (text) => this.#onText(text),
      }),
    );
    this.#history = new HistoryList({
      onChoose: (text) => {
        this.#put(text);
        this.#editor.focus();
      },
      onClear: () => this.#tell(channel.request('clearHistory', [])),
    });
    this.#run = button(t('Run'), { icon: 'play', class: 'button-primary', onclick: () => void this.#ask() });
    this.#cancel = button(t('Cancel'), { icon: 'debug-stop', onclick: () => this.#runner.cancel() });
    this.#settings = new QuerySettings(this.#state, now, (change) => {
      this.#keep(change);
      this.#schedule();
      if (this.#state.ran && change.refreshMs === undefined) void this.#ask();
    });
    this.#browser = new MetricsBrowser({ onChoose: put, onAdd: addService });
    this.#chart = this.#owned.own(new ResultChart({ stage, announce: (text) => setText(this.#spoken, text) }));
    this.#explain = new ExplainView(put);
    this.#targets = new TargetsView({
      now,
      onOpen: (serviceId) => this.#tell(channel.request('openService', [serviceId])),
      onAdd: addService,
    });
    this.#cardinality = new CardinalityView((text) => {
      this.#choose('table');
      this.#put(text);
    });
    this.#copy = h(
      'div',
      { class: 'q-copy' },
      button(t('Copy as table'), { class: 'button-quiet', onclick: () => this.#copyResult(toTabText) }),
      button(t('Copy as JSON'), { class: 'button-quiet', onclick: () => this.#copyResult(toJsonText) }),
    );
    const panel = (body: HTMLElement): HTMLElement => h('div', { class: 'q-panel', hidden: true }, body);
    const panels: Record<QueryTab, HTMLElement> = {
      table: panel(this.#table.element),
      chart: panel(this.#chart.element),
      explain: panel(this.#explain.element),
      targets: panel(this.#targets.element),
      cardinality: panel(this.#cardinality.element),
    };
    this.#tabs = new Tabs(panels, (tab) => this.#choose(tab));
    this.#results = h('div', { class: 'q-results' });
    this.#results.append(this.#settings.element, this.#line.element, this.#copy, this.#browser.element);
    this.#main.append(
      h('h1', { class: 'visually-hidden' }, t('Query metrics')),
      this.#notice,
      h(
        'div',
        { class: 'q-head' },
        this.#editor.element,
        h('div', { class: 'q-actions' }, this.#run, this.#cancel, this.#history.element),
      ),
      this.#tabs.element,
      this.#results,
      ...Object.values(panels),
      h('p', { class: 'quiet q-zone' }, t('Times are local: {0}.', timeZoneLabel(now()))),
      this.#spoken,
    );
    const onVisible = (): void => this.#schedule();
    page.document.addEventListener('visibilitychange', onVisible);
    this.#owned.own(toDisposable(() => page.document.removeEventListener('visibilitychange', onVisible)));
    this.#owned.own(toDisposable(() => clearTimeout(this.#timer)));
  }

  /** Shows the page and asks what is to be shown in it. */
  start(): void {
    const { root } = this.#options;
    this.#keep({});
    setChildren(root, [this.#main]);
    this.#showTab();
    this.#owned.own(this.#channel.on('show', (what) => this.#show(what)));
    this.#owned.own(this.#channel.on('history', (queries) => this.#history.update(queries)));
    this.#owned.own(this.#channel.on('notice', (text) => this.#showNotice(text)));
    this.#owned.own(this.#channel.on('connected', () => this.#onConnected()));
    this.#editor.focus();
    this.#tell(this.#open());
  }

  async #open(): Promise<void> {
    const { history, show } = await this.#channel.request('open', []);
    this.#history.update(history);
    if (show.text !== undefined || show.tab !== undefined) this.#show(show);
    else if (this.#state.ran) await this.#ask();
    else this.#refreshLists();
  }

  dispose(): void {
    this.#owned.dispose();
    this.#options.root.replaceChildren();
  }

  get #isAboutQuery(): boolean {
    return this.#state.tab !== 'targets' && this.#state.tab !== 'cardinality';
  }

  #show({ text, tab }: QueryShow): void {
    if (tab !== undefined) this.#keep({ tab });
    else if (text !== undefined && !this.#isAboutQuery) this.#keep({ tab: 'table' });
    this.#showTab();
    if (text !== undefined) this.#put(text);
    else this.#refreshLists();
  }

  #showNotice(text: string): void {
    setText(this.#notice, text);
    this.#notice.hidden = text === '';
  }

  #onConnected(): void {
    this.#client.clear();
    if (this.#state.ran && this.#isAboutQuery) void this.#ask();
    else this.#refreshLists();
  }

  #onText(text: string): void {
    this.#keep({ text, ...(text.trim() === '' && { ran: false }) });
    if (text.trim() === '') {
      this.#runner.cancel();
      this.#last = undefined;
      this.#showLast();
      this.#refreshLists();
    }
  }

  /** Puts a query into the editor and runs it. */
  #put(text: string): void {
    this.#editor.text = text;
    void this.#ask();
  }

  #choose(tab: QueryTab): void {
    if (tab === this.#state.tab) return;
    this.#keep({ tab });
    this.#showTab();
    if (this.#isAboutQuery && this.#state.ran) void this.#ask();
    else this.#refreshLists();
  }

  #showTab(): void {
    this.#tabs.show(this.#state.tab);
    this.#settings.showFor(this.#state.tab);
    this.#results.hidden = !this.#isAboutQuery;
    this.#showLast();
  }

  /** Runs what is in the editor for the tab that is in front. */
  async #ask(): Promise<void> {
    const { text, tab, range, stepMs } = this.#state;
    const atMs = this.#state.atMs ?? this.#options.now();
    if (!this.#isAboutQuery) return this.#choose('table');
    if (text.trim() === '') return;
    clearTimeout(this.#timer);
    this.#keep({ ran: true });
    const rangeMs = RANGES_MS[range];
    const asked =
      tab === 'explain'
        ? this.#runner.explain(text, atMs)
        : this.#runner.query(
            text,
            tab === 'chart'
              ? rangeEndingAt(atMs, rangeMs, stepMs === 0 ? autoStepMs(rangeMs) : stepMs)
              : { kind: 'instant', atMs },
          );
    this.#showRunning();
    const run = await asked;
    if (run === undefined) return;
    this.#last = run;
    this.#showRunning();
    this.#showLast();
    this.#schedule();
  }

  #showRunning(): void {
    const { isRunning } = this.#runner;
    this.#cancel.hidden = !isRunning;
    this.#run.hidden = isRunning;
    this.#line.showRunning(isRunning);
  }

  /** Shows what came last, if it is for the tab that is in front. */
  #showLast(): void {
    const run = this.#last;
    const { tab } = this.#state;
    const kind = run?.kind === 'explain' ? 'explain' : run?.time.kind === 'range' ? 'chart' : 'table';
    const isShown = run !== undefined && kind === tab;
    const result = isShown && run.kind === 'query' && run.answer.ok ? run.answer.result : undefined;
    this.#browser.element.hidden = this.#state.ran;
    this.#cancel.hidden = !this.#runner.isRunning;
    this.#copy.hidden = result === undefined || seriesCount(result) === 0;
    for (const { element } of [this.#table, this.#chart, this.#explain]) element.hidden = !(isShown && run.answer.ok);
    if (!isShown) return this.#line.clear();
    if (!run.answer.ok) return this.#showFailure(run.text, run.answer.failure);
    this.#editor.showFailure('', undefined);
    if (run.kind === 'explain') {
      if (run.answer.ok) this.#explain.update(run.answer.root, run.answer.omitted);
      return this.#line.clear();
    }
    if (!run.answer.ok || result === undefined) return;
    this.#line.showAnswer(run.answer);
    const isEmpty = seriesCount(result) === 0;
    this.#table.element.hidden ||= isEmpty;
    this.#chart.element.hidden ||= isEmpty;
    if (result.kind === 'range') this.#chart.update(run.text, result, run.answer.unit);
    else this.#table.update(result, run.answer.unit);
  }

  #showFailure(text: string, failure: QueryFailure): void {
    this.#line.showFailure(failure);
    if (text === this.#editor.text) this.#editor.showFailure(failure.message, failure.range);
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (document.hidden || this.#runner.isRunning) return;
    const { refreshMs, ran, atMs } = this.#state;
    if (!this.#isAboutQuery) this.#timer = setTimeout(() => this.#refreshLists(), LISTS_MS);
    else if (refreshMs > 0 && ran && atMs === undefined && this.#last?.text === this.#state.text)
      this.#timer = setTimeout(() => void this.#ask(), refreshMs);
  }

  /** Asks for what is in view beside queries: targets, counts or the metrics there are. */
  #refreshLists(): void {
    const { tab, ran } = this.#state;
    if (tab === 'targets') this.#tell(this.#channel.request('targets', []).then((list) => this.#targets.update(list)));
    else if (tab === 'cardinality')
      this.#tell(this.#channel.request('cardinality', []).then((report) => this.#cardinality.update(report)));
    else if (!ran) this.#tell(this.#client.metrics().then((metrics) => this.#browser.update(metrics)));
    this.#schedule();
  }

  #copyResult(toText: (result: QueryResult) => string): void {
    const run = this.#last;
    if (run?.kind !== 'query' || !run.answer.ok) return;
    this.#tell(
      this.#channel.request('copy', [toText(run.answer.result)]).then(() => setText(this.#spoken, t('Copied.'))),
    );
  }

  /** Waits for something that is no query; a failure is said to the user. */
  #tell(work: Promise<unknown>): void {
    work.catch((error: unknown) =>
      this.#line.showFailure({ reason: 'failed', message: error instanceof Error ? error.message : String(error) }),
    );
  }

  #keep(change: Partial<QueryState>): void {
    const { text } = { ...this.#state, ...change };
    this.#state = { ...this.#state, ...change, text: text.slice(0, QUERY_LIMITS.textLength) };
    this.#options.api.setState(this.#state);
  }
}
