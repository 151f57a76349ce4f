import { t } from '../../base/l10n.ts';
import type { LogHostSide, LogPageSide, OpenedLogs } from '../../protocol/logPanel.ts';
import type { LogFind, LogOpening, LogTarget, LogViewFilter, LogViewState } from '../../protocol/logs.ts';
import { type Channel, unlessAway } from '../../protocol/rpc.ts';
import { button, h, setAttribute, setText } from '../dom.ts';
import type { VsCodeApi } from '../vscodePort.ts';
import { detailView } from './detailView.ts';
import { FilterBar } from './filterBar.ts';
import { FindBar } from './findBar.ts';
import { HistogramBar } from './histogramBar.ts';
import { LogList } from './logList.ts';
import { type LogMemory, readLogMemory } from './logMemory.ts';
import { PatternList } from './patternList.ts';
import { readMoment } from './readMoment.ts';
import { RowStore } from './rowStore.ts';

const BUCKETS = 120;
/** The histogram is drawn anew so often while the log grows. */
const HISTOGRAM_MS = 2_000;

export interface LogPageOptions {
  readonly root: HTMLElement;
  readonly api: VsCodeApi;
  readonly channel: Channel<LogPageSide, LogHostSide>;
  /** What the document holds for a page that is new. */
  readonly opened: OpenedLogs | null;
}

/** The log view: filter, histogram, rows, and the record that is chosen. */
export class LogPage {
  readonly #options: LogPageOptions;
  readonly #filter: FilterBar;
  readonly #histogram = new HistogramBar((sinceMs, untilMs) => this.#filter.setTimes({ sinceMs, untilMs }));
  readonly #find: FindBar;
  readonly #rows: RowStore;
  readonly #list: LogList;
  /** Not a live region: while logs grow it changes all the time. */
  readonly #status = h('span', { class: 'log-status' });
  /** Says what came of what the user did. */
  readonly #spoken = h('div', { class: 'visually-hidden', 'aria-live': 'polite' });
  readonly #notice = h('p', { class: 'log-notice', role: 'status', hidden: true });
  readonly #side = h('div', { class: 'log-side', hidden: true });
  readonly #patternList = new PatternList((patterns) => {
    this.#remember({ seen: patterns.map(({ pattern }) => pattern) });
    void this.#drawPatterns();
  });
  readonly #patterns = h(
    'div',
    {
      class: 'log-patterns-box',
      hidden: true,
      tabindex: '0',
      role: 'region',
      'aria-label': t('Patterns'),
    },
    this.#patternList.element,
  );
  readonly #follow = button(t('Follow'), { icon: 'arrow-down', onclick: () => this.#list.follow() });
  readonly #group = button(t('Group by pattern'), {
    icon: 'group-by-ref-type',
    onclick: () => void this.#togglePatterns(),
  });
  readonly #document = button(t('Open as document'), {
    icon: 'go-to-file',
    onclick: () => void unlessAway(this.#options.channel.request('openDocument', [])),
  });
  readonly #export = button(t('Export…'), {
    icon: 'save',
    onclick: () => void unlessAway(this.#options.channel.request('exportRows', [])),
  });
  #memory: LogMemory;
  readonly #opened: OpenedLogs | undefined;
  #state: LogViewState | undefined;
  /** The user has filtered, and is told how many records are left. */
  #isAsked = false;
  #stepping: Promise<void> = Promise.resolve();
  /** Where to go once the rows are there. */
  #target: LogTarget | undefined;
  #histogramKey = '';
  #histogramTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: LogPageOptions) {
    this.#options = options;
    const { channel, api, opened } = options;
    const kept = api.getState() ?? undefined;
    // A page that was here before, and comes back with the same document, knows better.
    this.#opened = kept === undefined ? (opened ?? undefined) : undefined;
    this.#memory = { ...readLogMemory(kept), ...(this.#opened && { filter: this.#opened.filter }) };
    this.#filter = new FilterBar(this.#memory.filter, (filter) => void this.#setFilter(filter));
    this.#rows = new RowStore(
      (from, count) => unlessAway(channel.request('rows', [from, count])),
      () => this.#list.draw(),
    );
    this.#find = new FindBar({
      columns: this.#memory.columns,
      changed: (find) => void this.#mark(find),
      step: (step) => this.#stepSoon(step),
      columnsChanged: (columns) => {
        this.#remember({ columns });
        this.#list.setLook({ columns });
      },
      goTo: (text) => this.#goToTime(text),
    });
    this.#list = new LogList({
      rows: this.#rows,
      open: (row, goesThere) => void this.#showDetail(row, goesThere),
      followChanged: (follows) => setAttribute(this.#follow, 'aria-pressed', follows ? 'true' : 'false'),
    });
  }

  start(): void {
    this.#list.setLook({ columns: this.#memory.columns });
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && !this.#side.hidden) this.#closeDetail();
      if (event.key !== 'F3') return;
      event.preventDefault();
      this.#stepSoon(event.shiftKey ? -1 : 1);
    });
    const { root, channel } = this.#options;
    root.replaceChildren(
      h(
        'main',
        { class: 'log-page' },
        h('h1', { class: 'visually-hidden' }, t('Log records')),
        this.#filter.element,
        this.#find.element,
        this.#histogram.element,
        this.#notice,
        h('div', { class: 'log-body' }, this.#list.element, this.#patterns, this.#side),
        h('div', { class: 'log-foot' }, this.#status, this.#document, this.#export, this.#group, this.#follow),
        this.#spoken,
      ),
    );
    channel.on('state', (state) => this.#show(state));
    channel.on('filter', (filter) => this.#filter.set(filter));
    channel.on('connected', () => void this.#connect());
    if (this.#opened === undefined) {
      void this.#connect();
      void this.#keepSources();
    } else this.#begin(this.#opened);
  }

  /** Shows at once what came with the document; what takes time begins when that is on screen. */
  #begin({ sources, opening }: OpenedLogs): void {
    this.#remember({ sources });
    this.#open(opening);
    this.#list.drawNow();
    requestAnimationFrame(() => void this.#goOn());
  }

  async #goOn(): Promise<void> {
    const state = await unlessAway(this.#options.channel.request('begun', []));
    if (state === undefined) void this.#connect();
    else this.#show(state);
  }

  #remember(part: Partial<LogMemory>): void {
    this.#memory = { ...this.#memory, ...part };
    this.#options.api.setState(this.#memory);
  }

  async #connect(): Promise<void> {
    const opening = await unlessAway(this.#options.channel.request('open', [this.#filter.filter]));
    if (opening === undefined) return;
    // The engine counts anew: its generations are others than those before, though they have the same numbers.
    this.#rows.forget();
    this.#open(opening);
  }

  #open(opening: LogOpening): void {
    this.#show(opening.state);
    this.#rows.add(opening.rows);
  }

  async #keepSources(): Promise<void> {
    const sources = await unlessAway(this.#options.channel.request('sources', []));
    if (sources !== undefined) this.#remember({ sources });
  }

  async #setFilter(filter: LogViewFilter): Promise<void> {
    this.#remember({ filter });
    this.#target = undefined;
    this.#isAsked = true;
    this.#list.follow();
    await unlessAway(this.#options.channel.request('filter', [filter]));
  }

  /** Marks what is looked for, and stays where it is. */
  async #mark(find: LogFind): Promise<void> {
    this.#list.setLook({ text: find.text ?? '' });
    const found = await unlessAway(this.#options.channel.request('find', [find, 0, 0]));
    setText(this.#spoken, this.#find.show(found));
    this.#rows.reread();
    this.#list.draw();
  }

  /** One step after the other, each from where the one before led. */
  #stepSoon(step: -1 | 1): void {
    this.#stepping = this.#stepping.then(() => this.#step(step));
  }

  async #step(step: -1 | 1): Promise<void> {
    const { find } = this.#find;
    if (find.text === undefined && find.regexp === undefined) return;
    const found = await unlessAway(this.#options.channel.request('find', [find, this.#list.from(step), step]));
    setText(this.#spoken, this.#find.show(found));
    if (found?.row !== undefined && found.generation === this.#state?.generation) this.#list.show(found.row);
  }

  #goToTime(text: string): boolean {
    const nowMs = Date.now();
    const { total } = this.#state ?? { total: 0 };
    const timeMs = readMoment(text, this.#rows.get(total - 1)?.timeMs ?? nowMs, nowMs);
    if (timeMs !== undefined) void this.#goTo({ timeMs });
    else setText(this.#spoken, t('"{0}" is no time.', text));
    return timeMs !== undefined;
  }

  /** Goes to a row, or once it is there: rows may be on their way. */
  async #goTo(target: LogTarget): Promise<void> {
    this.#target = target;
    const place = await unlessAway(this.#options.channel.request('place', [target]));
    if (place === undefined || place.generation !== this.#state?.generation || this.#target !== target) return;
    this.#target = undefined;
    this.#list.show(place.row);
  }

  #show(state: LogViewState): void {
    this.#state = state;
    this.#rows.setState(state.generation, state.total);
    this.#list.setState(
      state.generation,
      state.total,
      state.sources.map(({ name }) => name),
    );
    this.#filter.showProblem(state.filterProblem);
    const formats = [
      ...new Set(state.sources.map(({ format }) => format).filter((format) => format !== undefined)),
    ].join(', ');
    const count = state.complete ? recordWord(state.total) : t('Indexing, the last records are shown');
    setText(this.#status, [count, formats].filter((part) => part !== '').join(' · '));
    if (this.#isAsked && state.complete) {
      this.#isAsked = false;
      setText(this.#spoken, count);
    }
    const troubles = state.sources.flatMap(({ name, trouble }) =>
      trouble === undefined ? [] : [`${name}: ${trouble}`],
    );
    setText(this.#notice, troubles.join(' '));
    this.#notice.hidden = troubles.length === 0;
    if (this.#target !== undefined) void this.#goTo(this.#target);
    this.#planHistogram(state);
  }

  #planHistogram({ generation, total, complete }: LogViewState): void {
    const key = `${generation}:${total}`;
    if (!complete || key === this.#histogramKey || this.#histogramTimer !== undefined) return;
    const isNew = !this.#histogramKey.startsWith(`${generation}:`);
    this.#histogramKey = key;
    this.#histogramTimer = setTimeout(
      () => {
        this.#histogramTimer = undefined;
        void this.#drawHistogram();
      },
      isNew ? 0 : HISTOGRAM_MS,
    );
  }

  async #drawHistogram(): Promise<void> {
    if (!this.#patterns.hidden) await this.#drawPatterns();
    const { find } = this.#find;
    if (find.text !== undefined || find.regexp !== undefined)
      this.#find.show(await unlessAway(this.#options.channel.request('find', [find, 0, 0])));
    this.#histogram.show(await unlessAway(this.#options.channel.request('histogram', [BUCKETS])));
    if (this.#state !== undefined) this.#planHistogram(this.#state);
  }

  #closeDetail(): void {
    this.#side.hidden = true;
    this.#list.element.focus();
  }

  /** Shows all of a record; with the keyboard one goes there, too. */
  async #showDetail(row: number, goesThere: boolean): Promise<void> {
    const { channel } = this.#options;
    const generation = this.#state?.generation ?? 0;
    const shown = this.#rows.get(row);
    const detail = await unlessAway(channel.request('detail', [generation, row]));
    if (detail === undefined || shown === undefined) return;
    const view = detailView(shown, detail, {
      openFile: (path, line, column) => void unlessAway(channel.request('openFile', [path, line, column])),
      copy: (text) => void unlessAway(channel.request('copy', [text])),
      followRequest: (requestId) => this.#filter.addCondition(`requestId=${requestId}`),
      around: (ref) => {
        this.#filter.clear();
        void this.#goTo({ ref });
      },
      close: () => this.#closeDetail(),
    });
    this.#side.replaceChildren(view);
    this.#side.hidden = false;
    if (goesThere) view.focus();
  }

  async #drawPatterns(): Promise<void> {
    const patterns = await unlessAway(this.#options.channel.request('patterns', []));
    if (patterns === undefined) return;
    const { seen } = this.#memory;
    this.#patternList.show(patterns, seen && new Set(seen));
  }

  async #togglePatterns(): Promise<void> {
    const show = this.#patterns.hidden;
    if (show) await this.#drawPatterns();
    this.#patterns.hidden = !show;
    this.#list.element.hidden = show;
    setAttribute(this.#group, 'aria-pressed', show ? 'true' : 'false');
    this.#list.draw();
  }
}

function recordWord(count: number): string {
  return count === 1 ? t('1 record') : t('{0} records', count.toLocaleString('en'));
}
