import type { SecretUses } from '../../config/readConfig.ts';
import type { ServiceState } from '../../model/state.ts';

/**
 * Where a secret would go: as the settings say it, and as the engine met it (which alone knows what a command's secret
 * is bound to). Sorted, each once.
 */
export function wantedOrigins(
  name: string,
  uses: readonly SecretUses[],
  services: Iterable<ServiceState>,
): readonly string[] {
  const origins = new Set<string>();
  for (const use of uses.find((use) => use.name === name)?.usedBy ?? [])
    if (use.origin !== undefined) origins.add(use.origin);
  for (const service of services) {
    for (const { secretNeeded } of service.probes) if (secretNeeded?.name === name) origins.add(secretNeeded.origin);
  }
  return [...origins].sort();
}
