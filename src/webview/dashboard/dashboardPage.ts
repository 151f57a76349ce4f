import { type Disposable, DisposableStore, toDisposable } from '../../base/disposable.ts';
import { t } from '../../base/l10n.ts';
import type { Dashboard } from '../../model/dashboard.ts';
import type { DashboardContent, DashboardHostSide, DashboardPageSide } from '../../protocol/dashboard.ts';
import type { QueryAnswer, QueryTime } from '../../protocol/query.ts';
import { type Channel, ChannelError } from '../../protocol/rpc.ts';
import { RANGES_MS } from '../../protocol/webview.ts';
import { Stage } from '../charts/stage.ts';
import { button, h, setChildren, setText } from '../dom.ts';
import { loadingPlaceholder, messagePlaceholder, placeholderButton } from '../placeholder.ts';
import { rangeField } from '../rangeField.ts';
import type { VsCodeApi } from '../vscodePort.ts';
import { type DashboardState, rangeFor, readDashboardState } from './dashboardState.ts';
import { fillText } from './interpolate.ts';
import { PanelGrid } from './panelGrid.ts';
import { PanelQueue } from './panelQueue.ts';
import { VariableFields } from './variableFields.ts';
import { Variables } from './variables.ts';

export interface DashboardPageOptions {
  readonly root: HTMLElement;
  readonly page: Window;
  readonly api: VsCodeApi;
  readonly channel: Channel<DashboardPageSide, DashboardHostSide>;
  readonly now: () => number;
}

type Shown = Extract<DashboardContent, { kind: 'dashboard' }>;

/** Panels are asked anew as often as their targets are scraped, but not more often than this. */
const LEAST_REFRESH_MS = 5_000;
/** A query ends by itself before that. */
const QUERY_TIMEOUT_MS = 60_000;

/** The page of a dashboard. */
export class DashboardPage implements Disposable {
  readonly #owned = new DisposableStore();
  readonly #options: DashboardPageOptions;
  readonly #stage: Stage;
  readonly #queue = new PanelQueue();
  readonly #notice = h('p', { class: 'notice', role: 'status', hidden: true });
  readonly #failure = h('p', { class: 'notice notice-error', role: 'alert', hidden: true });
  readonly #spoken = h('div', { class: 'visually-hidden', 'aria-live': 'polite' });
  readonly #main = h('main', { class: 'dashboard' });
  /** While there is no title. */
  readonly #heading = h('h1', { class: 'visually-hidden' }, t('Dashboard'));
  readonly #title = h('h1');
  readonly #about = h('p', { class: 'quiet dashboard-about' });
  readonly #left = h('details', { class: 'dashboard-left', hidden: true });
  readonly #grid: PanelGrid;
  readonly #fields: VariableFields;
  #ranges: HTMLElement = h('div');
  #variables: Variables | undefined;
  #shown: Shown | undefined;
  #state: DashboardState;
  #nowMs: number;
  #timer = 0;

  constructor(options: DashboardPageOptions) {
    this.#options = options;
    const { page, api, channel, now } = options;
    this.#state = readDashboardState(api.getState());
    this.#nowMs = now();
    this.#stage = this.#owned.own(new Stage(page));
    this.#fields = new VariableFields((name, values) => this.#choose(name, values));
    this.#grid = this.#owned.own(
      new PanelGrid({
        stage: this.#stage,
        announce: (text) => setText(this.#spoken, text),
        variables: (name) => this.#variables?.lookup(name),
        time: () => ({ nowMs: this.#nowMs, rangeMs: this.#rangeMs, scrapeMs: this.#shown?.scrapeMs ?? 15_000 }),
        query: (key, text, time) => this.#query(key, text, time),
        openQuery: (text) => this.#tell(channel.request('openQuery', [text])),
        onInView: () => this.#queue.next(),
        isClosed: (id) => this.#state.closed[id],
        onToggle: (id, isClosed) => this.#keep({ closed: { ...this.#state.closed, [id]: isClosed } }),
      }),
    );
    this.#owned.own(channel.on('content', (content) => this.#show(content)));
    this.#owned.own(channel.on('connected', () => void this.#askAll()));
    this.#owned.own(
      channel.on('notice', (text) => {
        setText(this.#notice, text);
        this.#notice.hidden = text === '';
      }),
    );
    const onVisible = (): void => this.#schedule();
    page.document.addEventListener('visibilitychange', onVisible);
    this.#owned.own(toDisposable(() => page.document.removeEventListener('visibilitychange', onVisible)));
    const onScroll = (): void => this.#keep({ scrollY: page.scrollY });
    page.addEventListener('scrollend', onScroll);
    this.#owned.own(toDisposable(() => page.removeEventListener('scrollend', onScroll)));
    this.#owned.own(toDisposable(() => clearTimeout(this.#timer)));
  }

  /** Shows that it loads, and asks for the dashboard. */
  start(): void {
    setChildren(this.#options.root, [this.#main, this.#spoken]);
    this.#fill([loadingPlaceholder(t('Loading the dashboard…'))]);
    void this.#open();
  }

  dispose(): void {
    this.#owned.dispose();
    this.#options.root.replaceChildren();
  }

  get #rangeMs(): number {
    return RANGES_MS[this.#state.range ?? rangeFor(this.#shown?.dashboard.rangeMs)];
  }

  async #open(): Promise<void> {
    try {
      this.#show(await this.#options.channel.request('open', []));
    } catch (error) {
      const again = placeholderButton(t('Try again'), () => void this.#open());
      const text = t('The dashboard could not be loaded: {0}.', whyOf(error));
      this.#fill([messagePlaceholder(text, [again], 'error')]);
    }
  }

  #show(content: DashboardContent): void {
    clearTimeout(this.#timer);
    if (content.kind === 'message') {
      this.#shown = undefined;
      this.#grid.update([]);
      this.#queue.replace([]);
      this.#fill([messagePlaceholder(content.message, this.#actionsFor(content.action), 'info')]);
      return;
    }
    const isFirst = this.#shown === undefined;
    this.#shown = content;
    const { dashboard } = content;
    this.#keep({ file: content.file });
    this.#variables = new Variables({
      variables: dashboard.variables,
      chosen: this.#state.chosen,
      builtIn: () => undefined,
      ask: (query, regex) => this.#variableValues(query, regex),
    });
    this.#ranges = rangeField(this.#state.range ?? rangeFor(dashboard.rangeMs), (range) => {
      this.#keep({ range });
      void this.#askAll();
    });
    this.#showHead(dashboard);
    this.#fields.update(this.#variables);
    this.#grid.update(dashboard.panels);
    const nothing = h('p', { class: 'quiet', hidden: dashboard.panels.length > 0 }, t('The dashboard has no panels.'));
    this.#fill([this.#head(), this.#left, nothing, this.#grid.element]);
    if (isFirst) this.#options.page.scrollTo(0, this.#state.scrollY);
    void this.#askAll();
  }

  #actionsFor(action: Extract<DashboardContent, { kind: 'message' }>['action']): readonly HTMLElement[] {
    const { channel } = this.#options;
    switch (action) {
      case 'addService':
        return [placeholderButton(t('Add a service'), () => this.#tell(channel.request('addService', [])))];
      case 'manageTrust':
        return [placeholderButton(t('Manage Workspace Trust'), () => this.#tell(channel.request('manageTrust', [])))];
      case 'openFile':
        return [placeholderButton(t('Open the file'), () => this.#tell(channel.request('openFile', [])))];
      case 'none':
        return [];
    }
  }

  #showHead(dashboard: Dashboard): void {
    setText(this.#title, dashboard.title);
    setText(this.#about, dashboard.description);
    this.#about.hidden = dashboard.description === '';
    this.#left.hidden = dashboard.left.length === 0;
    this.#left.replaceChildren(
      h('summary', {}, t('Not shown here: {0}', dashboard.left.length)),
      h('ul', {}, ...dashboard.left.map((text) => h('li', {}, text))),
    );
  }

  #head(): HTMLElement {
    const { channel } = this.#options;
    return h(
      'header',
      { class: 'dashboard-head' },
      this.#title,
      this.#about,
      h(
        'div',
        { class: 'toolbar' },
        this.#ranges,
        this.#fields.element,
        h(
          'div',
          { class: 'dashboard-actions' },
          button(t('Refresh'), { icon: 'refresh', iconOnly: true, onclick: () => void this.#askAll() }),
          button(t('Open the file'), {
            icon: 'go-to-file',
            iconOnly: true,
            onclick: () => this.#tell(channel.request('openFile', [])),
          }),
        ),
      ),
    );
  }

  #choose(name: string, values: readonly string[]): void {
    this.#variables?.choose(name, values);
    this.#keep({ chosen: this.#variables?.chosen ?? {} });
    if (this.#variables !== undefined) this.#fields.update(this.#variables);
    void this.#askAll();
  }

  /** Asks for the variables' options, and then for all that is in view. */
  async #askAll(): Promise<void> {
    const variables = this.#variables;
    clearTimeout(this.#timer);
    if (variables === undefined || this.#shown === undefined) return;
    this.#nowMs = this.#options.now();
    const before = JSON.stringify(variables.states);
    if (!(await variables.resolve()) || variables !== this.#variables) return;
    if (JSON.stringify(variables.states) !== before) this.#fields.update(variables);
    setText(this.#title, fillText(this.#shown.dashboard.title, variables.lookup));
    this.#grid.showRowTitles();
    this.#queue.replace(this.#grid.views);
    await this.#queue.settled();
    this.#schedule();
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    const { page } = this.#options;
    if (page.document.hidden || this.#shown === undefined || this.#owned.isDisposed) return;
    const { dashboard, scrapeMs } = this.#shown;
    const refreshMs = Math.max(LEAST_REFRESH_MS, dashboard.refreshMs ?? scrapeMs);
    this.#timer = page.setTimeout(() => void this.#askAll(), refreshMs);
  }

  async #query(key: string, text: string, time: QueryTime): Promise<QueryAnswer> {
    try {
      return await this.#options.channel.request('query', [key, text, time], { timeoutMs: QUERY_TIMEOUT_MS });
    } catch (error) {
      return { ok: false, failure: { reason: 'failed', message: whyOf(error) } };
    }
  }

  async #variableValues(query: string, regex: string) {
    try {
      return await this.#options.channel.request('variableValues', [query, regex], { timeoutMs: QUERY_TIMEOUT_MS });
    } catch (error) {
      return { ok: false as const, problem: whyOf(error) };
    }
  }

  #fill(children: readonly HTMLElement[]): void {
    const heading = children.some((child) => child.contains(this.#title)) ? [] : [this.#heading];
    setChildren(this.#main, [...heading, this.#notice, this.#failure, ...children]);
  }

  #keep(change: Partial<DashboardState>): void {
    this.#state = { ...this.#state, ...change };
    this.#options.api.setState(this.#state);
  }

  /** Waits for something that shows nothing here; a failure is said to the user. */
  #tell(work: Promise<unknown>): void {
    work.then(
      () => (this.#failure.hidden = true),
      (error: unknown) => {
        setText(this.#failure, whyOf(error));
        this.#failure.hidden = false;
      },
    );
  }
}

function whyOf(error: unknown): string {
  return error instanceof ChannelError || error instanceof Error ? error.message : String(error);
}
