/** What people write for a key that has another name here. */
const ALIASES: Readonly<Record<string, string>> = {
  http: 'health',
  https: 'health',
  healthcheck: 'health',
  healthz: 'health',
  prometheus: 'metrics',
  cache: 'cacheStats',
  cmd: 'command',
  exec: 'command',
  postgresql: 'postgres',
  database: 'postgres',
  pg: 'postgres',
  uri: 'url',
  endpoint: 'url',
  address: 'host',
  every: 'interval',
  period: 'interval',
  periodSeconds: 'interval',
  log: 'logs',
  warning: 'warn',
  error: 'critical',
  stage: 'environment',
  folder: 'cwd',
};

/** The one of `known` that was probably meant by `key`, or undefined. */
export function nearest<K extends string>(key: string, known: readonly K[]): K | undefined {
  if (key.length > 40) return undefined;
  const alias = Object.hasOwn(ALIASES, key) ? ALIASES[key] : undefined;
  let best: K | undefined;
  let bestDistance = Infinity;
  for (const candidate of known) {
    const distance =
      candidate === alias ? 0 : candidate === key ? Infinity : editDistance(key.toLowerCase(), candidate.toLowerCase());
    // A third of the letters may be wrong: more is another word.
    if (distance < bestDistance && distance <= Math.max(1, Math.floor(candidate.length / 3))) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Insertions, deletions, replacements and exchanges of neighbours (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((row[j - 1] ?? 0) + 1, (last[j] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
