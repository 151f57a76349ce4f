import { t } from '../../base/l10n.ts';
import { statusTitle } from '../../model/statusText.ts';
import type { TargetInfo } from '../../protocol/query.ts';
import { button, h, setChildren } from '../dom.ts';
import { statusIcon } from '../statusLook.ts';
import { formatElapsed, formatMoment, formatMs } from '../time.ts';

export interface TargetsViewOptions {
  readonly now: () => number;
  readonly onOpen: (serviceId: string) => void;
  readonly onAdd: () => void;
}

/** Every metrics probe with its last scrape, as Prometheus' page of targets has them. */
export class TargetsView {
  readonly element = h('div', { class: 'q-targets' });
  readonly #options: TargetsViewOptions;
  #shown = '';

  constructor(options: TargetsViewOptions) {
    this.#options = options;
  }

  update(targets: readonly TargetInfo[]): void {
    const nowMs = this.#options.now();
    const shown = JSON.stringify([targets, Math.floor(nowMs / 1000)]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    if (targets.length === 0) {
      return setChildren(this.element, [
        h('p', { class: 'quiet' }, t('No service has a metrics probe.')),
        button(t('Add a service'), { class: 'button-primary', onclick: this.#options.onAdd }),
      ]);
    }
    const up = targets.filter(({ state }) => state === 'up').length;
    const focused = this.element.contains(document.activeElement)
      ? document.activeElement?.getAttribute('data-probe')
      : undefined;
    setChildren(this.element, [
      h('p', { class: 'q-summary' }, t('{0} of {1} up', up, targets.length)),
      h('ul', { class: 'q-target-list' }, ...targets.map((target) => this.#target(target, nowMs))),
    ]);
    if (typeof focused === 'string')
      this.element.querySelector<HTMLElement>(`[data-probe="${CSS.escape(focused)}"]`)?.focus();
  }

  #target(target: TargetInfo, nowMs: number): HTMLElement {
    const { state, job, probe, url, lastScrapeMs, durationMs, samples, reason, intervalMs, probeId } = target;
    const facts = [
      [
        t('Last scrape'),
        lastScrapeMs === undefined ? t('never') : t('{0} ago', formatElapsed(Math.max(0, nowMs - lastScrapeMs))),
        lastScrapeMs === undefined ? undefined : formatMoment(lastScrapeMs, nowMs),
      ],
      [t('Took'), formatMs(durationMs)],
      [t('Samples'), samples === undefined ? '–' : samples.toLocaleString('en-US')],
      [t('Interval'), formatElapsed(intervalMs)],
    ] as const;
    return h(
      'li',
      { class: 'q-target' },
      h(
        'div',
        { class: 'q-target-head' },
        h('span', { class: 'q-state' }, statusIcon(state), h('span', {}, statusTitle(state))),
        h(
          'button',
          {
            type: 'button',
            class: 'q-link',
            title: t('Open the panel of the service'),
            'data-probe': probeId,
            onclick: () => this.#options.onOpen(target.serviceId),
          },
          `${job}, ${probe}`,
        ),
        h('span', { class: 'q-url' }, url),
      ),
      h(
        'dl',
        { class: 'q-facts' },
        ...facts.map(([name, value, title]) =>
          h('div', { title }, h('dt', { class: 'quiet' }, name), h('dd', { class: 'value' }, value)),
        ),
      ),
      state === 'up' || reason === '' ? undefined : h('p', { class: 'q-reason' }, reason),
    );
  }
}
