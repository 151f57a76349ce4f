import type { ProbeConfig } from '../../model/service.ts';
import type { Status } from '../../model/status.ts';

/**
 * Which probes of a service run, as Kubernetes has it (Pod lifecycle, container probes): liveness and readiness probes wait
 * for the startup probes, which end once they succeeded. A liveness probe that turned down means a restart, after which the
 * startup probes come first again. A probe without a role runs always.
 */
export class ProbeRoles {
  readonly #startups: readonly ProbeConfig[];
  readonly #started = new Set<string>();

  constructor(probes: readonly ProbeConfig[]) {
    this.#startups = probes.filter(({ role }) => role === 'startup');
  }

  /** Begins anew: nothing has started yet. */
  restart(): void {
    this.#started.clear();
  }

  /** Whether the probe runs now. */
  runs({ id, role }: ProbeConfig): boolean {
    if (role === undefined) return true;
    return role === 'startup' ? !this.#started.has(id) : this.waitsFor === undefined;
  }

  /** The name of the startup probe that the others wait for, if any. */
  get waitsFor(): string | undefined {
    return this.#startups.find(({ id }) => !this.#started.has(id))?.name;
  }

  /** Takes in a probe's status after a run; true where that changed what runs. */
  advance({ id, role }: ProbeConfig, before: Status, after: Status): boolean {
    if (role === 'startup' && (after === 'up' || after === 'degraded') && !this.#started.has(id)) {
      this.#started.add(id);
      return true;
    }
    if (role === 'liveness' && after === 'down' && before !== 'down' && this.#started.size > 0) {
      this.restart();
      return true;
    }
    return false;
  }
}
