import { t } from '../../base/l10n.ts';
import type { RedisLook } from '../../model/redisLive.ts';
import type { NoLook } from '../../protocol/activity.ts';
import type { RedisHostSide, RedisLookAnswer, RedisPageSide } from '../../protocol/redisLive.ts';
import type { Channel } from '../../protocol/rpc.ts';
import { ChartCard, type ChartCardContent } from '../charts/chartCard.ts';
import type { GrowingColumns } from '../charts/columns.ts';
import { Stage } from '../charts/stage.ts';
import { h, setChildren, setText } from '../dom.ts';
import { ProblemLine } from '../problemLine.ts';
import { sortableTable } from '../report/sortableTable.ts';
import type { VsCodeApi } from '../vscodePort.ts';
import { LatencyStats } from './latencyStats.ts';
import { LatencyView } from './latencyView.ts';
import { slowTable } from './monitorTables.ts';
import { MonitorView } from './monitorView.ts';
import { HISTORY_MS, StatHistory } from './statHistory.ts';
import { StatTable } from './statTable.ts';

/** From one look to the next, as `redis-cli --stat` makes it. */
const REFRESH_MS = 1_000;
const CHART_PX = 90;
const LOOK_TIMEOUT_MS = 60_000;
/** It runs for ten seconds at most, after the user has thought for as long as he likes. */
const MONITOR_TIMEOUT_MS = 3_600_000;

export interface RedisPageOptions {
  readonly root: HTMLElement;
  readonly channel: Channel<RedisPageSide, RedisHostSide>;
  readonly api: Pick<VsCodeApi, 'setState'>;
  readonly page: Window;
}

/** The page of a running Redis: looked at each second while it is shown. */
export class RedisPage {
  readonly #options: RedisPageOptions;
  readonly #stage: Stage;
  readonly #title = h('h1', {}, t('Redis'));
  readonly #status = h('p', { class: 'quiet', role: 'status' });
  readonly #problem: ProblemLine;
  readonly #pause = h('button', { type: 'button', class: 'button', onclick: () => this.#togglePause() }, t('Pause'));
  readonly #measure = h(
    'button',
    { type: 'button', class: 'button', 'aria-pressed': 'false', onclick: () => this.#toggleLatency() },
    t('Measure'),
  );
  readonly #history = new StatHistory();
  readonly #stats = new StatTable();
  readonly #latency = new LatencyStats();
  readonly #latencyView = new LatencyView();
  readonly #slow = h('div', {}, h('p', { class: 'quiet' }, t('Nothing was slow.')));
  readonly #charts: readonly ChartCard[];
  #slowShown = '';
  #isPaused = false;
  #isWatched = false;
  #isMeasuring = false;

  constructor(options: RedisPageOptions) {
    this.#options = options;
    this.#stage = new Stage(options.page);
    this.#charts = this.#makeCharts();
    this.#problem = new ProblemLine(() => void options.channel.request('manageTrust', []));
  }

  async start(): Promise<void> {
    this.#build();
    this.#latencyView.update(this.#latency);
    await this.#open();
    await this.#refresh();
  }

  async #open(): Promise<void> {
    const { channel, api } = this.#options;
    const { serviceName, environment, serviceId, probeId, isWatched } = await channel.request('open', []);
    // For the editor, which opens it again after a reload of the window.
    api.setState({ serviceId, probeId });
    setText(this.#title, environment === '' ? serviceName : `${serviceName} · ${environment}`);
    this.#isWatched = isWatched;
  }

  #build(): void {
    const { root, channel } = this.#options;
    const monitor = new MonitorView((seconds) =>
      channel.request('monitor', [seconds], { timeoutMs: MONITOR_TIMEOUT_MS }),
    );
    const head = (title: string, ...tools: HTMLElement[]): HTMLElement =>
      h('div', { class: 'l-head' }, h('h2', {}, title), h('div', { class: 'l-tools' }, ...tools));
    setChildren(root, [
      h(
        'main',
        { class: 'l-page' },
        h(
          'header',
          { class: 'l-head' },
          h('div', {}, this.#title, this.#status),
          h('div', { class: 'l-tools' }, this.#pause),
        ),
        this.#problem.element,
        h('div', { class: 'l-charts' }, ...this.#charts.map(({ element }) => element)),
        this.#stats.element,
        h('section', { 'aria-label': t('Latency') }, head(t('Latency'), this.#measure), this.#latencyView.element),
        h('section', { 'aria-label': t('Slow log') }, head(t('Slow log')), this.#slow),
        monitor.element,
      ),
    ]);
  }

  #makeCharts(): readonly ChartCard[] {
    const { commandsPerSecond, clients, blocked, memory, keys } = this.#history;
    const line = (label: string, columns: GrowingColumns): ChartCardContent['lines'][number] => ({
      id: label,
      label,
      columns: () => columns,
    });
    const card = (title: string, unit: ChartCardContent['unit'], ...lines: ChartCardContent['lines']): ChartCard =>
      new ChartCard(
        { title, subtitle: '', help: '', unit, lines, fromZero: unit !== 'bytes' },
        {
          stage: this.#stage,
          heightPx: CHART_PX,
          level: 2,
          window: () => {
            const toMs = this.#history.rows[0]?.atMs ?? Date.now();
            return [toMs - HISTORY_MS, toMs];
          },
          announce: (text) => setText(this.#status, text),
        },
      );
    return [
      card(t('Requests'), 'perSecond', line('', commandsPerSecond)),
      card(t('Clients'), 'none', line(t('clients'), clients), line(t('blocked'), blocked)),
      card(t('Memory'), 'bytes', line('', memory)),
      card(t('Keys'), 'none', line('', keys)),
    ];
  }

  /** Looks, shows, and plans the next look from the answer: a slow server is not asked twice at once. */
  async #refresh(): Promise<void> {
    const { channel, page } = this.#options;
    const startedMs = performance.now();
    if (!this.#isPaused) this.#take(await channel.request('look', [this.#isMeasuring], { timeoutMs: LOOK_TIMEOUT_MS }));
    page.setTimeout(() => void this.#refresh(), Math.max(100, REFRESH_MS - (performance.now() - startedMs)));
  }

  #take(answer: RedisLookAnswer | NoLook): void {
    if (answer.ok) this.#problem.show(answer.look.refused.join(' '));
    else this.#problem.show(answer.message, 'needsTrust' in answer);
    if (!answer.ok) return;
    // It was not there when the page was, and is now: its name is known.
    if (!this.#isWatched) void this.#open();
    this.#show(answer.look);
  }

  #show({ stat, pings, slow }: RedisLook): void {
    this.#history.add(stat);
    this.#stats.update(this.#history.rows);
    for (const chart of this.#charts) chart.draw();
    if (pings.length > 0) {
      this.#latency.add(pings);
      this.#latencyView.update(this.#latency);
    }
    // Drawn anew only where something came: who sorted it keeps his order until then.
    const shown = JSON.stringify(slow?.map(({ id }) => id));
    if (slow !== undefined && slow.length > 0 && shown !== this.#slowShown) {
      this.#slowShown = shown;
      setChildren(this.#slow, [sortableTable(slowTable(slow), t('Slow commands'))]);
    }
  }

  #togglePause(): void {
    this.#isPaused = !this.#isPaused;
    setText(this.#pause, this.#isPaused ? t('Go On') : t('Pause'));
  }

  #toggleLatency(): void {
    this.#isMeasuring = !this.#isMeasuring;
    this.#measure.setAttribute('aria-pressed', String(this.#isMeasuring));
    setText(this.#measure, this.#isMeasuring ? t('Stop') : t('Measure'));
  }
}
