import type { Memento } from 'vscode';
import { Emitter } from '../../base/event.ts';
import type { MetricPin } from '../../model/signal.ts';

/** Where a metric is pinned: beside its service in tree and panel, or in the status bar. */
export type PinPlace = 'service' | 'statusBar';

interface Pin extends MetricPin {
  readonly place: PinPlace;
}

const KEY = 'metrics.pins';
/** What fits into a status bar that others need too. */
export const MAX_STATUS_PINS = 3;
const MAX_PINS = 200;

/** The metrics that the user pinned; remembered per workspace. */
export class Pins {
  readonly #memento: Memento;
  readonly #changed = new Emitter<readonly MetricPin[]>();
  #pins: readonly Pin[];

  /** Told of the services and metrics whose pins changed. */
  readonly onDidChange = this.#changed.event;

  constructor(memento: Memento) {
    this.#memento = memento;
    this.#pins = readPins(memento.get(KEY));
  }

  /** All pinned metrics, each once. */
  get all(): readonly MetricPin[] {
    const byKey = new Map(
      this.#pins.map(({ serviceId, metric }) => [JSON.stringify([serviceId, metric]), { serviceId, metric }]),
    );
    return [...byKey.values()];
  }

  in(place: PinPlace): readonly MetricPin[] {
    return this.#pins.filter((pin) => pin.place === place);
  }

  has(serviceId: string, metric: string, place: PinPlace): boolean {
    return this.#pins.some((pin) => pin.place === place && pin.metric === metric && pin.serviceId === serviceId);
  }

  /** False where there is no room: the status bar takes `MAX_STATUS_PINS`. */
  async add(serviceId: string, metric: string, place: PinPlace): Promise<boolean> {
    if (this.has(serviceId, metric, place)) return true;
    if (this.in(place).length >= (place === 'statusBar' ? MAX_STATUS_PINS : MAX_PINS)) return false;
    await this.#set([...this.#pins, { serviceId, metric, place }], [{ serviceId, metric }]);
    return true;
  }

  /** Takes the metric out of every place. */
  async remove(serviceId: string, metric: string): Promise<void> {
    const others = this.#pins.filter((pin) => pin.serviceId !== serviceId || pin.metric !== metric);
    if (others.length < this.#pins.length) await this.#set(others, [{ serviceId, metric }]);
  }

  dispose(): void {
    this.#changed.dispose();
  }

  async #set(pins: readonly Pin[], changed: readonly MetricPin[]): Promise<void> {
    this.#pins = pins;
    this.#changed.fire(changed);
    await this.#memento.update(KEY, pins);
  }
}

/** The pins in `stored`, which may be anything. */
export function readPins(stored: unknown): readonly Pin[] {
  if (!Array.isArray(stored)) return [];
  return stored.slice(0, MAX_PINS).flatMap((one: unknown): Pin[] => {
    if (typeof one !== 'object' || one === null) return [];
    const { serviceId, metric, place } = one as Record<string, unknown>;
    if (typeof serviceId !== 'string' || typeof metric !== 'string') return [];
    return place === 'service' || place === 'statusBar' ? [{ serviceId, metric, place }] : [];
  });
}
