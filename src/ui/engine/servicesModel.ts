import type { EngineDelta, EngineSnapshot } from '../../protocol/engine.ts';
import type { ServiceState } from '../../model/state.ts';

/** What a delta did: the ids of the services that changed, or that one was missed and a snapshot is due. */
export type DeltaOutcome = { readonly kind: 'changed'; readonly ids: readonly string[] } | { readonly kind: 'gap' };

/** The services as the engine last told, kept up to date by a snapshot and the numbered deltas after it. */
export class ServicesModel {
  readonly #services = new Map<string, ServiceState>();
  #early: EngineDelta[] = [];
  #seq: number | undefined;

  get services(): ReadonlyMap<string, ServiceState> {
    return this.#services;
  }

  /** Deltas are put aside until a snapshot comes; what is shown stays. */
  awaitSnapshot(): void {
    this.#seq = undefined;
    this.#early = [];
  }

  applySnapshot(snapshot: EngineSnapshot): void {
    this.#services.clear();
    for (const service of snapshot.services) this.#services.set(service.id, service);
    this.#seq = snapshot.seq;
    const early = this.#early;
    this.#early = [];
    for (const delta of early) this.applyDelta(delta);
  }

  applyDelta(delta: EngineDelta): DeltaOutcome {
    if (this.#seq === undefined) {
      this.#early.push(delta);
      return { kind: 'changed', ids: [] };
    }
    // The engine had this in the snapshot already.
    if (delta.seq <= this.#seq) return { kind: 'changed', ids: [] };
    if (delta.seq !== this.#seq + 1) return { kind: 'gap' };
    this.#seq = delta.seq;
    for (const service of delta.services) this.#services.set(service.id, service);
    for (const id of delta.removed) this.#services.delete(id);
    return { kind: 'changed', ids: [...delta.services.map((service) => service.id), ...delta.removed] };
  }

  clear(): void {
    this.awaitSnapshot();
    this.#services.clear();
  }
}
