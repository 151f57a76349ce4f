/** Where a runbook may be in the workspace: paths below its folders, best first, with the place in the file. */
export interface RunbookPaths {
  readonly paths: readonly string[];
  /** What stands behind `#`; empty where nothing does. */
  readonly fragment: string;
}

const MAX_SEGMENTS = 6;

/**
 * The paths that an alert's annotation may mean: a relative path, or an address whose last parts may lie in the workspace
 * (`https://github.com/us/shop/blob/main/docs/runbooks/api.md`). None of them leads out of a folder.
 */
export function runbookPaths(address: string): RunbookPaths | undefined {
  const [path = '', fragment = ''] = address.trim().split('#', 2);
  const url = /^https?:\/\//i.test(path) && URL.canParse(path) ? new URL(path) : undefined;
  if (url === undefined && /^[a-z][a-z\d+.-]*:/i.test(path)) return undefined;
  const decoded = decode(url === undefined ? path : url.pathname);
  const segments = decoded?.split(/[/\\]/).filter((segment) => segment !== '' && segment !== '.') ?? [];
  if (!/\.(md|markdown)$/i.test(segments.at(-1) ?? '') || segments.includes('..')) return undefined;
  const longest = url === undefined ? segments.length : Math.min(MAX_SEGMENTS, segments.length);
  const shortest = url === undefined ? segments.length : 1;
  const paths: string[] = [];
  for (let count = longest; count >= shortest; count--) paths.push(segments.slice(-count).join('/'));
  return { paths, fragment: decode(fragment) ?? '' };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
