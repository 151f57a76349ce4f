import { t } from '../../base/l10n.ts';
import type { Heartbeat } from '../../model/state.ts';
import { pixelSpans, type Span } from '../charts/spans.ts';
import { drawStatusStrip } from '../charts/statusStrip.ts';
import { h, setAttribute, setChildren } from '../dom.ts';
import type { PageContext } from './pageContext.ts';
import { beatSpans, type TimelineEvent } from './timelineEvents.ts';

const LANES = [
  { name: () => t('Saves'), kinds: ['save'] },
  { name: () => 'Git', kinds: ['commit', 'branch'] },
  { name: () => t('Debug'), kinds: ['debug'] },
  { name: () => t('Tasks'), kinds: ['task'] },
] as const satisfies readonly { readonly name: () => string; readonly kinds: readonly TimelineEvent['kind'][] }[];

/**
 * Events in lanes under the charts, at the same place as the same moment in them. For the eyes and the pointer only: the
 * list below says the same.
 */
export class EventLanes {
  readonly element = h('div', { class: 'lanes', 'aria-hidden': 'true' });
  readonly #context: PageContext;
  readonly #onChoose: (event: TimelineEvent) => void;
  readonly #canvas = h('canvas', {});
  readonly #strip = h('div', { class: 'lane-strip' }, this.#canvas);
  readonly #status = h('div', { class: 'lane' }, h('span', { class: 'lane-name' }, t('Status')), this.#strip);
  readonly #cursor = h('span', { class: 'lane-cursor' });
  #events: readonly TimelineEvent[] = [];
  #spans: readonly Span[] = [];
  #size = { widthPx: 0, heightPx: 0 };

  constructor(context: PageContext, onChoose: (event: TimelineEvent) => void) {
    this.#context = context;
    this.#onChoose = onChoose;
    const { stage } = context;
    stage.watch(this.#strip, {
      onVisible: () => this.#later(),
      onResize: (widthPx, heightPx) => {
        this.#size = { widthPx, heightPx };
        this.#later();
      },
    });
    stage.onRedraw(() => this.#later());
    stage.onCursor(() => this.#showCursor());
  }

  update(events: readonly TimelineEvent[], beats: readonly Heartbeat[], silenceMs: number): void {
    this.#events = events;
    this.#spans = beatSpans(beats, this.#context.window()[1], silenceMs);
    this.#later();
  }

  #later(): void {
    this.#context.stage.frames.request(this.#draw);
  }

  readonly #draw = (): void => {
    const lanes = LANES.flatMap(({ name, kinds }) => {
      const events = this.#events.filter(({ kind }) => (kinds as readonly string[]).includes(kind));
      return events.length === 0 ? [] : [this.#lane(name(), events)];
    });
    setChildren(this.element, [this.#status, ...lanes, this.#cursor]);
    this.#drawStatus();
    this.#showCursor();
  };

  #lane(name: string, events: readonly TimelineEvent[]): HTMLElement {
    const [fromMs, toMs] = this.#context.window();
    const shareOf = (timeMs: number): number => Math.max(0, Math.min(1, (timeMs - fromMs) / (toMs - fromMs)));
    const strip = h('div', { class: 'lane-strip' });
    for (const event of events) {
      const mark = h('span', {
        class: `mark mark-${event.kind}${event.failed === true ? ' mark-failed' : ''}`,
        title: event.title,
        onclick: () => this.#onChoose(event),
      });
      const left = shareOf(event.atMs);
      mark.style.left = `${left * 100}%`;
      // What lasts and has no end yet goes on to now.
      const lasts = event.kind === 'debug' || event.kind === 'task';
      if (lasts) mark.style.width = `${(shareOf(event.endMs ?? toMs) - left) * 100}%`;
      strip.append(mark);
    }
    return h('div', { class: 'lane' }, h('span', { class: 'lane-name' }, name), strip);
  }

  #drawStatus(): void {
    const { stage, window } = this.#context;
    const [fromMs, toMs] = window();
    const ratio = devicePixelRatio;
    const [width, height] = [Math.round(this.#size.widthPx * ratio), Math.round(this.#size.heightPx * ratio)];
    const context = this.#canvas.getContext('2d');
    if (width === 0 || height === 0 || context === null) return;
    setAttribute(this.#canvas, 'width', width);
    setAttribute(this.#canvas, 'height', height);
    drawStatusStrip(context, pixelSpans(this.#spans, fromMs, toMs, width), { width, height, ratio }, stage.theme);
  }

  #showCursor(): void {
    const { stage, window } = this.#context;
    const [fromMs, toMs] = window();
    const { cursorMs } = stage;
    const isIn = cursorMs !== undefined && cursorMs >= fromMs && cursorMs <= toMs;
    this.#cursor.hidden = !isIn;
    if (isIn) this.#cursor.style.setProperty('--at', String((cursorMs - fromMs) / (toMs - fromMs)));
  }
}
