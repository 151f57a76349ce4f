import { secretMissing } from '../../config/problems.ts';
import type { SecretUses } from '../../config/readConfig.ts';
import type { Problem } from '../../model/problem.ts';

/** A problem for each place in the settings that names a secret which is not there yet. */
export function missingSecrets(
  uses: readonly SecretUses[],
  stored: readonly { readonly name: string }[],
): readonly Problem[] {
  const known = new Set(stored.map(({ name }) => name));
  return uses
    .filter(({ name }) => !known.has(name))
    .flatMap(({ name, usedBy }) => usedBy.map(({ path }) => secretMissing(path, name)));
}
