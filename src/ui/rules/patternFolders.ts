/** The folders that a pattern of files names before its first wildcard, the outermost first: `a/b/*.yml` names `a` and `a/b`. */
export function patternFolders(pattern: string): string[] {
  const parts = pattern.replaceAll('\\', '/').split('/').slice(0, -1);
  const wild = parts.findIndex((part) => /[*?[\]{}]/.test(part));
  const named = wild < 0 ? parts : parts.slice(0, wild);
  return named.flatMap((part, i) => (part === '' || part === '.' ? [] : [named.slice(0, i + 1).join('/')]));
}
