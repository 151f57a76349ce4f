import { type Disposable, DisposableStore, toDisposable } from '../../base/disposable.ts';
import { t } from '../../base/l10n.ts';
import { ChannelError } from '../../protocol/rpc.ts';
import { RANGES_MS, type RangeName } from '../../protocol/webview.ts';
import type { WorkspaceEvent } from '../../model/workspaceEvent.ts';
import { Stage } from '../charts/stage.ts';
import { h, setChildren, setText } from '../dom.ts';
import { loadingPlaceholder, messagePlaceholder, placeholderButton } from '../placeholder.ts';
import { formatMoment, timeZoneLabel } from '../time.ts';
import type { VsCodeApi } from '../vscodePort.ts';
import { Checks } from './checks.ts';
import { Header } from './header.ts';
import { HeartbeatBar } from './heartbeatBar.ts';
import { Incidents } from './incidents.ts';
import { Latency } from './latency.ts';
import { hasNotRun } from './mainProbe.ts';
import { Metrics } from './metrics.ts';
import type { PageContext } from './pageContext.ts';
import { type PageState, readPageState } from './pageState.ts';
import { Probes } from './probes.ts';
import { Signals } from './signals.ts';
import { RecordLoader } from './recordLoader.ts';
import { Timeline } from './timeline.ts';
import { Toolbar } from './toolbar.ts';
import { Uptime } from './uptime.ts';
import { type PanelChannel, type SessionChange, ViewSession } from './viewSession.ts';
import type { ViewStore } from './viewStore.ts';

/** The page of one service: shows what the session knows, and keeps the user's choices over hiding and showing. */
export class ServicePage implements Disposable {
  readonly #owned = new DisposableStore();
  readonly #root: HTMLElement;
  readonly #api: VsCodeApi;
  readonly #channel: PanelChannel;
  readonly #session: ViewSession;
  readonly #stage: Stage;
  readonly #notice = h('p', { class: 'notice', role: 'status', hidden: true });
  readonly #failure = h('p', { class: 'notice notice-error', role: 'alert', hidden: true });
  readonly #frozenLine = h('p', { class: 'notice', role: 'status', hidden: true });
  readonly #emptyLine = h('p', { class: 'notice', hidden: true }, t('No data yet: the first probe has not ended.'));
  readonly #zone = h('p', { class: 'quiet zone' });
  readonly #spoken = h('div', { class: 'visually-hidden', 'aria-live': 'polite' });
  readonly #main = h('main', { class: 'page' });
  readonly #content: HTMLElement;
  readonly #header: Header;
  readonly #beats: HeartbeatBar;
  readonly #toolbar: Toolbar;
  readonly #signals: Signals;
  readonly #latency: Latency;
  readonly #checks: Checks;
  readonly #probes: Probes;
  readonly #metrics: Metrics;
  readonly #uptime = new Uptime();
  readonly #incidents: Incidents;
  readonly #record: RecordLoader;
  readonly #timeline: Timeline;
  #state: PageState;
  #frozenAtMs: number | undefined;
  #scrollTo: number | undefined;
  #revealMetrics = false;
  #revealTimeline = false;

  constructor(root: HTMLElement, page: Window, api: VsCodeApi, channel: PanelChannel) {
    this.#root = root;
    this.#api = api;
    this.#channel = channel;
    this.#state = readPageState(api.getState(), root.dataset['serviceId'] ?? '');
    this.#scrollTo = this.#state.scrollY;
    this.#stage = this.#owned.own(new Stage(page));
    this.#session = this.#owned.own(new ViewSession(channel, this.#state.range));
    const context: PageContext = {
      stage: this.#stage,
      ask: (failure, request) => void this.#ask(failure, request),
      window: () => this.#window(),
      announce: (text) => setText(this.#spoken, text),
      events: () => this.#timeline.chartEvents,
    };
    this.#header = new Header(context);
    this.#beats = new HeartbeatBar(context);
    this.#signals = new Signals(context);
    this.#latency = new Latency(context);
    this.#checks = new Checks(context);
    this.#probes = new Probes(context);
    this.#metrics = new Metrics(context);
    this.#incidents = new Incidents(context);
    this.#timeline = new Timeline(context, () => this.#redraw());
    this.#record = this.#owned.own(
      new RecordLoader(channel, (record, nowMs) => {
        this.#uptime.show(record);
        this.#incidents.show(record.incidents, nowMs);
      }),
    );
    this.#toolbar = new Toolbar({
      range: this.#state.range,
      filter: this.#state.filter,
      onRange: (range) => this.#setRange(range),
      onFilter: (filter) => this.#setFilter(filter),
      onFreeze: () => this.#setFrozen(this.#frozenAtMs === undefined),
    });
    this.#metrics.filter = this.#state.filter;
    this.#content = h('div', { class: 'content' });
    this.#content.append(
      this.#header.element,
      this.#emptyLine,
      this.#beats.element,
      this.#toolbar.element,
      this.#frozenLine,
      this.#signals.element,
      this.#latency.element,
      this.#timeline.element,
      this.#checks.element,
      this.#probes.element,
      // Below the charts, which are what the panel is opened for.
      this.#uptime.element,
      this.#incidents.element,
      this.#metrics.element,
      this.#zone,
    );
    this.#owned.own(this.#session.onChange((change) => this.#onChange(change)));
    this.#owned.own(channel.on('event', (event) => this.#addEvents([event])));
    this.#owned.own(channel.on('showTimeline', () => this.#showTimeline()));
    this.#owned.own(channel.on('showMetric', (name) => this.#showMetric(name)));
    const onScroll = (): void => this.#stage.frames.request(this.#keepScroll);
    page.addEventListener('scroll', onScroll, { passive: true });
    this.#owned.own(toDisposable(() => page.removeEventListener('scroll', onScroll)));
  }

  /** Shows that it loads, and asks for the service. */
  start(): void {
    this.#keep({});
    setChildren(this.#root, [this.#main]);
    this.#show(loadingPlaceholder(t('Loading the service…')));
    void this.#session.open();
    void this.#ask(
      (why) => t('Could not read what happened: {0}', why),
      async (editor) => this.#addEvents(await editor.request('events', [])),
    );
  }

  dispose(): void {
    this.#owned.dispose();
    this.#root.replaceChildren();
  }

  #window(): readonly [number, number] {
    const { state } = this.#session;
    const store = state.kind === 'view' ? state.store : undefined;
    const toMs = this.#frozenAtMs ?? store?.nowMs ?? 0;
    return [toMs - (store?.rangeMs ?? RANGES_MS[this.#session.range]), toMs];
  }

  #onChange(change: SessionChange): void {
    if (change === 'notice') {
      setText(this.#notice, this.#session.notice);
      this.#notice.hidden = this.#session.notice === '';
      return;
    }
    const { state } = this.#session;
    switch (state.kind) {
      case 'loading':
        return;
      case 'view':
        this.#show(this.#content);
        if (change === 'content') this.#onSnapshot(state.store);
        else this.#update(state.store);
        return;
      case 'message':
        this.#show(
          messagePlaceholder(
            state.message,
            [
              placeholderButton(
                t('Edit settings'),
                () =>
                  void this.#ask(
                    (why) => t('Could not open the settings: {0}', why),
                    (c) => c.request('editSettings', []),
                  ),
              ),
            ],
            'info',
          ),
        );
        return;
      case 'failed':
        this.#show(
          messagePlaceholder(
            t('The service could not be loaded: {0}.', state.message),
            [placeholderButton(t('Try again'), () => void this.#session.open())],
            'error',
          ),
        );
    }
  }

  #show(body: HTMLElement): void {
    // What is shown of a service begins with its name; until then it is the panel's.
    const name = body === this.#content ? [] : [h('h1', { class: 'visually-hidden' }, document.title)];
    setChildren(this.#main, [...name, this.#notice, this.#failure, body, this.#spoken]);
  }

  #onSnapshot(store: ViewStore): void {
    this.#main.removeAttribute('aria-busy');
    // A snapshot replaces everything, so that frozen charts freeze on it.
    if (this.#state.frozen) this.#freezeAt(store.nowMs);
    else this.#freezeAt(undefined);
    this.#update(store);
    this.#drawCharts(store);
    setText(this.#zone, t('Times are local: {0}.', timeZoneLabel(store.nowMs)));
    this.#reveal();
    if (this.#scrollTo === undefined) return;
    window.scrollTo(0, this.#scrollTo);
    this.#scrollTo = undefined;
  }

  #update(store: ViewStore): void {
    this.#header.update(store);
    this.#record.look(store);
    this.#probes.update(store);
    const empty = hasNotRun(store.service) && store.heartbeats.length === 0 && store.service.status !== 'paused';
    this.#emptyLine.hidden = !empty;
    for (const { element } of [this.#beats, this.#toolbar, this.#latency, this.#timeline, this.#metrics])
      element.hidden = empty;
    if (this.#frozenAtMs === undefined) this.#drawCharts(store);
  }

  #drawCharts(store: ViewStore): void {
    this.#beats.update(store);
    this.#signals.update(store);
    this.#latency.update(store);
    this.#timeline.update(store);
    this.#checks.update(store);
    this.#metrics.update(store);
  }

  #setRange(range: RangeName): void {
    this.#keep({ range });
    this.#main.setAttribute('aria-busy', 'true');
    void this.#session.open(range);
  }

  #setFilter(filter: string): void {
    this.#keep({ filter });
    this.#metrics.filter = filter;
  }

  /** Filters to the metric, and brings its chart into view once there is one. */
  #showMetric(name: string): void {
    this.#toolbar.setFilter(name);
    this.#setFilter(name);
    this.#scrollTo = undefined;
    this.#revealMetrics = true;
    if (this.#session.state.kind === 'view') this.#reveal();
  }

  #addEvents(events: readonly WorkspaceEvent[]): void {
    this.#timeline.add(events);
    this.#redraw();
  }

  #redraw(): void {
    const { state } = this.#session;
    if (state.kind === 'view') this.#drawCharts(state.store);
  }

  #showTimeline(): void {
    this.#scrollTo = undefined;
    this.#revealTimeline = true;
    if (this.#session.state.kind === 'view') this.#reveal();
  }

  #reveal(): void {
    if (this.#revealTimeline) this.#timeline.element.scrollIntoView({ block: 'center' });
    this.#revealTimeline = false;
    if (!this.#revealMetrics) return;
    this.#revealMetrics = false;
    this.#metrics.element.scrollIntoView({ block: 'start' });
  }

  #setFrozen(frozen: boolean): void {
    this.#keep({ frozen });
    const { state } = this.#session;
    if (state.kind !== 'view') return;
    this.#freezeAt(frozen ? state.store.nowMs : undefined);
    this.#drawCharts(state.store);
  }

  #freezeAt(frozenAtMs: number | undefined): void {
    this.#frozenAtMs = frozenAtMs;
    this.#session.keepFromMs = frozenAtMs === undefined ? undefined : this.#window()[0];
    this.#toolbar.setFrozen(frozenAtMs !== undefined);
    this.#frozenLine.hidden = frozenAtMs === undefined;
    if (frozenAtMs === undefined) return;
    setText(this.#frozenLine, t('Charts are frozen at {0}. New data is kept.', formatMoment(frozenAtMs, frozenAtMs)));
  }

  readonly #keepScroll = (): void => this.#keep({ scrollY: window.scrollY });

  #keep(change: Partial<PageState>): void {
    this.#state = { ...this.#state, ...change };
    this.#api.setState(this.#state);
  }

  async #ask(failure: (why: string) => string, request: (channel: PanelChannel) => Promise<unknown>): Promise<void> {
    try {
      await request(this.#channel);
      this.#failure.hidden = true;
    } catch (error) {
      const why = error instanceof ChannelError ? error.message : String(error);
      setText(this.#failure, failure(why));
      this.#failure.hidden = false;
    }
  }
}
