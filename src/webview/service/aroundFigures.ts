import { t } from '../../base/l10n.ts';
import type { RunFigures, ServiceAround } from '../../model/workspaceEvent.ts';
import { formatUptime } from '../../model/uptime.ts';
import { h, setChildren } from '../dom.ts';
import { formatElapsed, formatMs, formatValue } from '../time.ts';
import type { PageContext } from './pageContext.ts';
import type { TimelineEvent } from './timelineEvents.ts';
import type { ViewStore } from './viewStore.ts';

/** Figures of a stretch that is not over are asked for again this often. */
const AGAIN_MS = 10_000;

/** How the service did before and after an event: latency and errors of its probes, and its golden signals. */
export class AroundFigures {
  readonly element = h('div', { class: 'around' });
  readonly #context: PageContext;
  #event: TimelineEvent | undefined;
  #around: ServiceAround | undefined;
  #store: ViewStore | undefined;
  #askedMs = 0;

  constructor(context: PageContext) {
    this.#context = context;
  }

  /** Shows the figures around this event. */
  show(event: TimelineEvent | undefined): void {
    this.#event = event;
    this.#around = undefined;
    setChildren(this.element, [h('p', { class: 'quiet' }, event === undefined ? '' : t('Comparing…'))]);
    if (event !== undefined) this.#ask(event, true);
  }

  update(store: ViewStore): void {
    this.#store = store;
    const around = this.#around;
    if (this.#event === undefined || around === undefined || around.afterMs >= around.spanMs) return;
    if (store.nowMs - this.#askedMs >= AGAIN_MS) this.#ask(this.#event, false);
  }

  #ask(event: TimelineEvent, say: boolean): void {
    this.#askedMs = this.#store?.nowMs ?? 0;
    const failure = (why: string): string => t('Could not compare before and after: {0}', why);
    this.#context.ask(failure, async (channel) => {
      const around = await channel.request('around', [event.atMs]);
      if (this.#event?.id !== event.id || around === undefined) return;
      this.#around = around;
      this.#draw(event, around);
      if (say) this.#context.announce(spoken(around));
    });
  }

  #draw(event: TimelineEvent, around: ServiceAround): void {
    const { spanMs, afterMs, probes } = around;
    const before = formatElapsed(spanMs);
    const after = afterMs < spanMs ? t('{0} so far', formatElapsed(afterMs)) : before;
    const head = [t('{0} before', before), t('{0} after', after)].map((text) => h('th', { scope: 'col' }, text));
    const row = (name: string, values: readonly string[]): HTMLElement =>
      h('tr', {}, h('th', { scope: 'row' }, name), ...values.map((value) => h('td', {}, value)));
    const rows = probes.flatMap((probe) => [
      row(`${probe.probe} p50`, [formatMs(probe.before.p50), formatMs(probe.after.p50)]),
      row(`${probe.probe} p95`, [formatMs(probe.before.p95), formatMs(probe.after.p95)]),
      row(t('{0} errors', probe.probe), [errorText(probe.before), errorText(probe.after)]),
    ]);
    const signals = (this.#store?.service.signals ?? []).flatMap(({ name, unit }) => {
      const [line, ...others] = this.#store?.linesOf(name) ?? [];
      if (line === undefined || others.length > 0) return [];
      const mean = (fromMs: number, toMs: number): string => formatValue(meanOf(line, fromMs, toMs), unit);
      return [
        row(t('{0} (mean)', name), [mean(event.atMs - spanMs, event.atMs), mean(event.atMs, event.atMs + spanMs)]),
      ];
    });
    setChildren(this.element, [
      rows.length + signals.length === 0
        ? h('p', { class: 'quiet' }, t('The service was not watched then.'))
        : h('table', {}, h('thead', {}, h('tr', {}, h('td', {}), ...head)), h('tbody', {}, ...rows, ...signals)),
    ]);
  }
}

/** `2 of 30 (6.6 %)`. */
function errorText({ runs, failed }: RunFigures): string {
  if (runs === 0) return '–';
  const text = t('{0} of {1}', failed, runs);
  return failed === 0 ? text : `${text} (${formatUptime(failed / runs)})`;
}

function spoken({ probes }: ServiceAround): string {
  return probes
    .map(({ probe, before, after }) =>
      t(
        '{0}: p50 {1} before, {2} after; errors {3} before, {4} after',
        probe,
        formatMs(before.p50),
        formatMs(after.p50),
        errorText(before),
        errorText(after),
      ),
    )
    .join('. ');
}

function meanOf(
  { timestampsMs, values }: { readonly timestampsMs: Float64Array; readonly values: Float64Array },
  fromMs: number,
  toMs: number,
): number {
  let sum = 0;
  let count = 0;
  timestampsMs.forEach((timeMs, i) => {
    const value = values[i] ?? Number.NaN;
    if (timeMs < fromMs || timeMs >= toMs || Number.isNaN(value)) return;
    sum += value;
    count++;
  });
  return count === 0 ? Number.NaN : sum / count;
}
