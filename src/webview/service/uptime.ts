import { t } from '../../base/l10n.ts';
import {
  formatUptime,
  type StatusBar,
  type StatusTime,
  UPTIME_RANGES_MS,
  type UptimeRange,
  uptimeRatio,
  watchedMs,
} from '../../model/uptime.ts';
import type { ServiceRecord } from '../../protocol/webview.ts';
import { h, setChildren, setText } from '../dom.ts';
import { onceBy } from '../onceBy.ts';
import { formatElapsed } from '../time.ts';
import { uptimeRangeTitle } from '../uptimeText.ts';

/** Less than this share of a range that is missing is not worth a word. */
const WORTH_SAYING = 0.01;

/** The service's uptime over the last hour, day, week and month, each with a bar of what it met. */
export class Uptime {
  readonly element: HTMLElement;
  readonly #list = h('dl', { class: 'uptimes' });
  readonly #once = onceBy();

  constructor() {
    this.element = h('section', { class: 'section', 'aria-labelledby': 'uptime', hidden: true });
    this.element.append(h('h2', { id: 'uptime' }, t('Uptime')), this.#list);
  }

  show({ uptime, bars }: Pick<ServiceRecord, 'uptime' | 'bars'>): void {
    const ranges = Object.keys(UPTIME_RANGES_MS) as UptimeRange[];
    this.element.hidden = ranges.every((range) => watchedMs(uptime[range]) + uptime[range].unknownMs === 0);
    this.#once([uptime, bars], () =>
      setChildren(
        this.#list,
        ranges.map((range) => uptimeOf(range, uptime[range], bars[range])),
      ),
    );
  }
}

function uptimeOf(range: UptimeRange, time: StatusTime, cells: StatusBar['cells']): HTMLElement {
  const value = h('dd', { class: 'uptime-value' }, formatUptime(uptimeRatio(time)));
  const detail = h('dd', { class: 'uptime-detail' });
  setText(detail, uptimeDetail(time, UPTIME_RANGES_MS[range]));
  const bar = h('dd', { class: 'uptime-bar', 'aria-hidden': 'true' });
  bar.append(...cells.map((status) => h('span', { class: `beat beat-${status ?? 'none'}` })));
  return h('div', { class: 'uptime' }, h('dt', {}, uptimeRangeTitle(range)), value, bar, detail);
}

/** What the share alone does not say: how long it was down and degraded, and what of the range is not in it. */
export function uptimeDetail(time: StatusTime, rangeMs: number): string {
  const watched = watchedMs(time);
  const unwatchedMs = rangeMs - watched - time.unknownMs;
  const parts = [
    time.downMs > 0 ? t('down {0}', formatElapsed(time.downMs)) : '',
    time.degradedMs > 0 ? t('degraded {0}', formatElapsed(time.degradedMs)) : '',
    time.unknownMs > rangeMs * WORTH_SAYING ? t('unknown {0}', formatElapsed(time.unknownMs)) : '',
    unwatchedMs > rangeMs * WORTH_SAYING ? t('watched {0}', formatElapsed(watched + time.unknownMs)) : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}
