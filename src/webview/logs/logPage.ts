import type { LogHostSide, LogPageSide } from '../../protocol/logPanel.ts';
import type { LogFind, LogTarget, LogViewFilter, LogViewState } from '../../protocol/logs.ts';
import { type Channel, ChannelError } from '../../protocol/rpc.ts';
import { button, h, setAttribute, setText } from '../dom.ts';
import type { VsCodeApi } from '../vscodePort.ts';
import { detailView } from './detailView.ts';
import { FilterBar } from './filterBar.ts';
import { FindBar } from './findBar.ts';
import { HistogramBar } from './histogramBar.ts';
import { LogList } from './logList.ts';
import { type LogMemory, readLogMemory } from './logMemory.ts';
import { patternList } from './patternList.ts';
import { readMoment } from './readMoment.ts';
import { RowStore } from './rowStore.ts';

const BUCKETS = 120;
/** The histogram is drawn anew so often while the log grows. */
const HISTOGRAM_MS = 2_000;

export interface LogPageOptions {
  readonly root: HTMLElement;
  readonly api: VsCodeApi;
  readonly channel: Channel<LogPageSide, LogHostSide>;
}

/** The log view: filter, histogram, rows, and the record that is chosen. */
export class LogPage {
  readonly #options: LogPageOptions;
  readonly #filter: FilterBar;
  readonly #histogram = new HistogramBar((sinceMs, untilMs) => this.#filter.setTimes({ sinceMs, untilMs }));
  readonly #find: FindBar;
  readonly #rows: RowStore;
  readonly #list: LogList;
  readonly #status = h('span', { class: 'log-status', role: 'status' });
  readonly #notice = h('p', { class: 'log-notice', hidden: true });
  readonly #side = h('div', { class: 'log-side', hidden: true });
  readonly #patterns = h('div', {
    class: 'log-patterns-box',
    hidden: true,
    tabindex: '0',
    role: 'region',
    'aria-label': 'Patterns',
  });
  readonly #follow = button('Follow', { icon: 'arrow-down', onclick: () => this.#list.follow() });
  readonly #group = button('Group by pattern', {
    icon: 'group-by-ref-type',
    onclick: () => void this.#togglePatterns(),
  });
  readonly #document = button('Open as document', {
    icon: 'go-to-file',
    onclick: () => void orNothing(this.#options.channel.request('openDocument', [])),
  });
  #memory: LogMemory;
  #state: LogViewState | undefined;
  #stepping: Promise<void> = Promise.resolve();
  /** Where to go once the rows are there. */
  #target: LogTarget | undefined;
  #histogramKey = '';
  #histogramTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: LogPageOptions) {
    this.#options = options;
    const { channel, api } = options;
    this.#memory = readLogMemory(api.getState());
    this.#filter = new FilterBar(this.#memory.filter, (filter) => void this.#setFilter(filter));
    this.#rows = new RowStore(
      (from, count) => orNothing(channel.request('rows', [from, count])),
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
      open: (row) => void this.#open(row),
      followChanged: (follows) => setAttribute(this.#follow, 'aria-pressed', follows ? 'true' : 'false'),
    });
  }

  start(): void {
    this.#list.setLook({ columns: this.#memory.columns });
    document.addEventListener('keydown', (event) => {
      if (event.key !== 'F3') return;
      event.preventDefault();
      this.#stepSoon(event.shiftKey ? -1 : 1);
    });
    const { root, channel } = this.#options;
    root.replaceChildren(
      h(
        'main',
        { class: 'log-page' },
        this.#filter.element,
        this.#find.element,
        this.#histogram.element,
        this.#notice,
        h('div', { class: 'log-body' }, this.#list.element, this.#patterns, this.#side),
        h('div', { class: 'log-foot' }, this.#status, this.#document, this.#group, this.#follow),
      ),
    );
    channel.on('state', (state) => this.#show(state));
    channel.on('connected', () => void this.#connect());
    void this.#connect();
  }

  #remember(part: Partial<LogMemory>): void {
    this.#memory = { ...this.#memory, ...part };
    this.#options.api.setState(this.#memory);
  }

  async #connect(): Promise<void> {
    const sources = await orNothing(this.#options.channel.request('sources', []));
    if (sources !== undefined) this.#remember({ sources });
    const state = await orNothing(this.#options.channel.request('open', [this.#filter.filter]));
    // What was told meanwhile is newer.
    if (state !== undefined && (this.#state === undefined || !state.complete)) this.#show(state);
  }

  async #setFilter(filter: LogViewFilter): Promise<void> {
    this.#remember({ filter });
    this.#target = undefined;
    this.#list.follow();
    await orNothing(this.#options.channel.request('filter', [filter]));
  }

  /** Marks what is looked for, and stays where it is. */
  async #mark(find: LogFind): Promise<void> {
    this.#list.setLook({ text: find.text ?? '' });
    const found = await orNothing(this.#options.channel.request('find', [find, 0, 0]));
    this.#find.show(found);
    this.#rows.forget();
    this.#list.draw();
  }

  /** One step after the other, each from where the one before led. */
  #stepSoon(step: -1 | 1): void {
    this.#stepping = this.#stepping.then(() => this.#step(step));
  }

  async #step(step: -1 | 1): Promise<void> {
    const { find } = this.#find;
    if (find.text === undefined && find.regexp === undefined) return;
    const found = await orNothing(this.#options.channel.request('find', [find, this.#list.from(step), step]));
    this.#find.show(found);
    if (found?.row !== undefined && found.generation === this.#state?.generation) this.#list.show(found.row);
  }

  #goToTime(text: string): boolean {
    const nowMs = Date.now();
    const { total } = this.#state ?? { total: 0 };
    const timeMs = readMoment(text, this.#rows.get(total - 1)?.timeMs ?? nowMs, nowMs);
    if (timeMs !== undefined) void this.#goTo({ timeMs });
    return timeMs !== undefined;
  }

  /** Goes to a row, or once it is there: rows may be on their way. */
  async #goTo(target: LogTarget): Promise<void> {
    this.#target = target;
    const place = await orNothing(this.#options.channel.request('place', [target]));
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
    const count = state.complete
      ? `${state.total.toLocaleString('en')} records`
      : 'Indexing, the last records are shown';
    setText(this.#status, [count, formats].filter((part) => part !== '').join(' · '));
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
      this.#find.show(await orNothing(this.#options.channel.request('find', [find, 0, 0])));
    this.#histogram.show(await orNothing(this.#options.channel.request('histogram', [BUCKETS])));
    if (this.#state !== undefined) this.#planHistogram(this.#state);
  }

  async #open(row: number): Promise<void> {
    const { channel } = this.#options;
    const generation = this.#state?.generation ?? 0;
    const shown = this.#rows.get(row);
    const detail = await orNothing(channel.request('detail', [generation, row]));
    if (detail === undefined || shown === undefined) return;
    const view = detailView(shown, detail, {
      openFile: (path, line, column) => void orNothing(channel.request('openFile', [path, line, column])),
      copy: (text) => void orNothing(channel.request('copy', [text])),
      followRequest: (requestId) => this.#filter.addCondition(`requestId=${requestId}`),
      around: (ref) => {
        this.#filter.clear();
        void this.#goTo({ ref });
      },
      close: () => {
        this.#side.hidden = true;
        this.#list.element.focus();
      },
    });
    this.#side.replaceChildren(view);
    this.#side.hidden = false;
  }

  async #drawPatterns(): Promise<void> {
    const patterns = await orNothing(this.#options.channel.request('patterns', []));
    if (patterns === undefined) return;
    const { seen } = this.#memory;
    const mark = (): void => {
      this.#remember({ seen: patterns.map(({ pattern }) => pattern) });
      void this.#drawPatterns();
    };
    this.#patterns.replaceChildren(patternList({ patterns, seen: seen && new Set(seen), mark }));
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

/** The answer, or undefined where the editor's side is away: it tells when it is back. */
async function orNothing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ChannelError && error.code !== 'remote') return undefined;
    throw error;
  }
}
