import type { Rule, RuleGroup } from '../../model/rule.ts';

/** Rules that stand in a file more than once: the same name and labels, as promtool's `duplicate-rules` has it. */
export function duplicateRules(groups: readonly RuleGroup[]): Rule[] {
  const seen = new Set<string>();
  const told = new Set<string>();
  return groups
    .flatMap(({ rules }) => rules)
    .filter((rule) => {
      const labels = Object.entries(rule.labels).sort(([a], [b]) => (a < b ? -1 : 1));
      const key = JSON.stringify([rule.name, labels]);
      if (!seen.has(key)) {
        seen.add(key);
        return false;
      }
      const first = !told.has(key);
      told.add(key);
      return first;
    });
}
