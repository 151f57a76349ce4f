import type { PathMapping } from '../../config/readPathMappings.ts';

/** The paths here that a path of where a service runs may be, by the mappings whose beginning it has, the longest first. */
export function mapPath(named: string, mappings: readonly PathMapping[]): string[] {
  const path = slashes(named);
  return mappings
    .map(({ from, to }) => ({ from: withoutEnd(slashes(from)), to: withoutEnd(slashes(to)) }))
    .filter(({ from }) => path.startsWith(`${from}/`))
    .sort((a, b) => b.from.length - a.from.length)
    .map(({ from, to }) => `${to}${path.slice(from.length)}`);
}

function slashes(path: string): string {
  return path.replaceAll('\\', '/');
}

function withoutEnd(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path;
}
