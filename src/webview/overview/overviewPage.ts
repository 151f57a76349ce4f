import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { t } from '../../base/l10n.ts';
import { statusTitle } from '../../model/statusText.ts';
import { handlingText } from '../../model/handlingText.ts';
import { formatUptime, uptimeRatio, type UptimeRange, watchedMs } from '../../model/uptime.ts';
import type { OverviewContent, OverviewHostSide, OverviewPageSide, OverviewService } from '../../protocol/overview.ts';
import { type Channel, ChannelError } from '../../protocol/rpc.ts';
import { Stage } from '../charts/stage.ts';
import { h, setChildren, setText } from '../dom.ts';
import { loadingPlaceholder, messagePlaceholder, placeholderButton } from '../placeholder.ts';
import { statusIcon } from '../statusLook.ts';
import { formatElapsed, formatMoment, formatMs } from '../time.ts';
import { shareText } from '../uptimeText.ts';
import type { VsCodeApi } from '../vscodePort.ts';
import { arrange, countStatuses, countText, type Section } from './arrange.ts';
import { BarLoader } from './barLoader.ts';
import { CARDS, type CellSize, TILES } from './gridLayout.ts';
import { OverviewBar } from './overviewBar.ts';
import { OverviewGrid } from './overviewGrid.ts';
import { type OverviewState, readOverviewState } from './overviewState.ts';

export type OverviewChannel = Channel<OverviewPageSide, OverviewHostSide>;

/** From so many services on they are tiles, unless the user says otherwise. */
const MANY = 300;
/** Bars are looked at for being out of date this often. */
const REFRESH_MS = 30_000;

function shownText(shown: number, all: number): string {
  if (shown < all) return t('{0} of {1} services', shown.toLocaleString('en'), all.toLocaleString('en'));
  return shown === 1 ? t('1 service') : t('{0} services', shown.toLocaleString('en'));
}

function hintOf(range: UptimeRange): string {
  return `${uptimeHeading(range)} ${t('Click a service to open it.')}`;
}

function uptimeHeading(range: UptimeRange): string {
  switch (range) {
    case '1h':
      return t('Uptime over the last hour.');
    case '24h':
      return t('Uptime over the last 24 hours.');
    case '7d':
      return t('Uptime over the last 7 days.');
    case '30d':
      return t('Uptime over the last 30 days.');
  }
}

/** The page with every service at a glance. */
export class OverviewPage implements Disposable {
  readonly #owned = new DisposableStore();
  readonly #root: HTMLElement;
  readonly #api: VsCodeApi;
  readonly #channel: OverviewChannel;
  readonly #stage: Stage;
  readonly #services = new Map<string, OverviewService>();
  readonly #bars: BarLoader;
  readonly #grid: OverviewGrid;
  readonly #toolbar: OverviewBar;
  readonly #heading = h('h1', { class: 'visually-hidden' }, t('Services'));
  readonly #notice = h('p', { class: 'notice', role: 'status', hidden: true });
  readonly #failure = h('p', { class: 'notice notice-error', role: 'alert', hidden: true });
  readonly #summary = h('p', { class: 'summary', role: 'status' });
  readonly #nothing = h('p', { class: 'nothing', hidden: true }, t('No service is like this.'));
  readonly #detail = h('p', { class: 'detail', 'aria-hidden': 'true' });
  readonly #main = h('main', { class: 'overview' });
  readonly #content: readonly HTMLElement[];
  #state: OverviewState;
  #sections: readonly Section[] = [];
  #scrollTo: number | undefined;
  #timer = 0;

  constructor(root: HTMLElement, page: Window, api: VsCodeApi, channel: OverviewChannel) {
    this.#root = root;
    this.#api = api;
    this.#channel = channel;
    this.#state = readOverviewState(api.getState());
    this.#scrollTo = this.#state.scrollY;
    this.#stage = this.#owned.own(new Stage(page));
    this.#bars = this.#owned.own(
      new BarLoader(this.#state.range, {
        ask: (ids, range) => this.#askBars(ids, range),
        nowMs: () => Date.now(),
        onBars: () => (this.#state.sort === 'uptime' ? this.#later() : this.#grid.draw()),
      }),
    );
    this.#grid = this.#owned.own(
      new OverviewGrid(CARDS, {
        stage: this.#stage,
        barOf: (id) => this.#bars.of(id),
        describe: (service) => this.#describe(service),
        onInSight: (ids) => this.#want(ids),
        onCurrent: (service) => this.#showDetail(service),
        onOpen: (id) =>
          void this.#ask(
            (why) => t('Could not open the service: {0}', why),
            () => channel.request('openService', [id]),
          ),
        onScroll: (scrollY) => this.#keep({ scrollY }),
      }),
    );
    this.#toolbar = new OverviewBar(this.#state, (change) => this.#choose(change));
    this.#content = [this.#toolbar.element, this.#summary, this.#nothing, this.#grid.element, this.#detail];
    this.#owned.own(channel.on('content', (content) => this.#show(content)));
    this.#owned.own(channel.on('changed', (services, removed) => this.#change(services, removed)));
    this.#owned.own(
      channel.on('notice', (text) => {
        setText(this.#notice, text);
        this.#notice.hidden = text === '';
      }),
    );
    this.#timer = page.setInterval(() => this.#grid.draw(), REFRESH_MS);
    this.#owned.own({ dispose: () => page.clearInterval(this.#timer) });
  }

  /** Shows that it loads, and asks for the services. */
  start(): void {
    this.#keep({});
    setChildren(this.#root, [this.#main]);
    this.#fill([loadingPlaceholder(t('Loading the services…'))]);
    void this.#open();
  }

  dispose(): void {
    this.#owned.dispose();
    this.#root.replaceChildren();
  }

  async #open(): Promise<void> {
    try {
      this.#show(await this.#channel.request('open', []));
    } catch (error) {
      const why = error instanceof ChannelError ? error.message : String(error);
      const again = placeholderButton(t('Try again'), () => void this.#open());
      this.#fill([messagePlaceholder(t('The services could not be loaded: {0}.', why), [again], 'error')]);
    }
  }

  #show(content: OverviewContent): void {
    if (content.kind === 'message') {
      const add = placeholderButton(
        t('Add a service'),
        () =>
          void this.#ask(
            (why) => t('Could not add a service: {0}', why),
            () => this.#channel.request('addService', []),
          ),
      );
      const trust = placeholderButton(
        t('Manage Workspace Trust'),
        () =>
          void this.#ask(
            (why) => t('Could not show who is trusted: {0}', why),
            () => this.#channel.request('manageTrust', []),
          ),
      );
      const actions = { addService: [add], manageTrust: [trust], none: [] }[content.action];
      this.#services.clear();
      this.#fill([messagePlaceholder(content.message, actions, 'info')]);
      return;
    }
    this.#services.clear();
    for (const service of content.services) this.#services.set(service.id, service);
    this.#fill(this.#content);
    this.#arrange();
    if (this.#scrollTo !== undefined) this.#grid.scrollTo(this.#scrollTo);
    this.#scrollTo = undefined;
  }

  #change(services: readonly OverviewService[], removed: readonly string[]): void {
    for (const service of services) {
      if (this.#services.get(service.id)?.status !== service.status) this.#bars.changed(service.id);
      this.#services.set(service.id, service);
    }
    for (const id of removed) {
      this.#services.delete(id);
      this.#bars.forget(id);
    }
    this.#later();
  }

  /** Arranges anew in the next frame: many changes cost one. */
  #later(): void {
    this.#stage.frames.request(this.#arrange);
  }

  readonly #arrange = (): void => {
    const uptimeOf = (id: string): number => {
      const bar = this.#bars.of(id);
      return bar === undefined ? Number.NaN : uptimeRatio(bar);
    };
    this.#sections = arrange(this.#services.values(), this.#state, uptimeOf);
    const shown = this.#sections.reduce((sum, { services }) => sum + services.length, 0);
    const counts = countText(countStatuses(this.#sections.flatMap(({ services }) => services)));
    setText(this.#summary, [shownText(shown, this.#services.size), counts].filter((text) => text !== '').join(': '));
    this.#nothing.hidden = shown > 0;
    this.#toolbar.showCounts(countStatuses(this.#services.values()));
    this.#grid.show(this.#sections, this.#cellSize(shown));
  };

  #cellSize(shown: number): CellSize {
    const { density } = this.#state;
    return density === 'tiles' || (density === 'auto' && shown > MANY) ? TILES : CARDS;
  }

  /** To sort by uptime, that of all is needed; else of those whose cards are in sight. */
  #want(inSight: readonly string[]): void {
    this.#bars.want(this.#state.sort === 'uptime' ? [...new Set([...inSight, ...this.#services.keys()])] : inSight);
  }

  #choose(change: Partial<OverviewState>): void {
    this.#keep(change);
    this.#bars.setRange(this.#state.range);
    this.#arrange();
  }

  #showDetail(service: OverviewService | undefined): void {
    if (service === undefined) {
      setText(this.#detail, hintOf(this.#state.range));
      return;
    }
    // A tile asks for its bar when it is looked at.
    if (this.#bars.of(service.id) === undefined) this.#bars.want([service.id]);
    this.#detail.replaceChildren(statusIcon(service.status), h('span', {}, this.#describe(service)));
  }

  #describe(service: OverviewService): string {
    const { name, group, environment, status, reason, sinceMs, durationMs, id, handling } = service;
    const nowMs = Date.now();
    const bar = this.#bars.of(id);
    const parts = [
      `${name}: ${statusTitle(status)}`,
      sinceMs > 0 ? t('since {0} ({1})', formatMoment(sinceMs, nowMs), formatElapsed(nowMs - sinceMs)) : '',
      reason,
      handling === undefined ? '' : handlingText(handling, nowMs),
      [group, environment].filter((part) => part !== '').join(' · '),
      durationMs === undefined ? '' : t('took {0}', formatMs(durationMs)),
      bar === undefined || watchedMs(bar) === 0 ? '' : shareText(formatUptime(uptimeRatio(bar)), this.#state.range),
    ];
    return parts.filter((part) => part !== '').join(', ');
  }

  async #askBars(ids: readonly string[], range: UptimeRange) {
    try {
      return await this.#channel.request('bars', [ids, range], { timeoutMs: 60_000 });
    } catch (error) {
      // Cells do without; what is wrong with the engine is said above.
      if (error instanceof ChannelError) return [];
      throw error;
    }
  }

  #fill(children: readonly HTMLElement[]): void {
    setChildren(this.#main, [this.#heading, this.#notice, this.#failure, ...children]);
  }

  #keep(change: Partial<OverviewState>): void {
    this.#state = { ...this.#state, ...change };
    this.#api.setState(this.#state);
  }

  async #ask(failure: (why: string) => string, request: () => Promise<unknown>): Promise<void> {
    try {
      await request();
      this.#failure.hidden = true;
    } catch (error) {
      const why = error instanceof ChannelError ? error.message : String(error);
      setText(this.#failure, failure(why));
      this.#failure.hidden = false;
    }
  }
}
