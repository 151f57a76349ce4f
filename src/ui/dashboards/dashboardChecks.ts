import type { TargetInfo } from '../../protocol/query.ts';

const MAX_KEY = 200;
const MAX_URI = 10_000;
/** Prometheus' own default in examples, for a dashboard of what is not scraped here. */
const DEFAULT_SCRAPE_MS = 15_000;

/** Which query of a page it is, or undefined where the page sent no such thing. */
export function checkKey(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= MAX_KEY ? value : undefined;
}

/** The file that a page's kept state names, as text; undefined where the state is not one of ours. */
export function checkPanelState(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('file' in value)) return undefined;
  const { file } = value;
  return typeof file === 'string' && file !== '' && file.length <= MAX_URI ? file : undefined;
}

/** How far apart samples are at most, of all that is scraped: what Grafana calls the scrape interval of the data source. */
export function scrapeMsOf(targets: readonly TargetInfo[]): number {
  const intervals = targets.filter(({ state }) => state !== 'paused').map(({ intervalMs }) => intervalMs);
  return intervals.length === 0 ? DEFAULT_SCRAPE_MS : Math.max(...intervals);
}
