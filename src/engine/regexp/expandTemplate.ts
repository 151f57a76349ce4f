/**
 * A replacement with `$1`, `${1}`, `$name`, `${name}` and `$$` put in (Go's `regexp.Expand`): the longest name counts,
 * and one that is no group gives nothing. `slots` are pairs of offsets into `text`.
 */
export function expandTemplate(
  template: string,
  text: string,
  slots: readonly number[],
  names: ReadonlyMap<string, number>,
): string {
  return template.replace(
    /\$(?:\$|\{(\w+)\}|(\w+))/gu,
    (_whole, braced: string | undefined, bare: string | undefined) => {
      const name = braced ?? bare;
      if (name === undefined) return '$';
      const index = /^\d+$/.test(name) ? Number(name) : names.get(name);
      if (index === undefined) return '';
      const from = slots[index * 2] ?? -1;
      const to = slots[index * 2 + 1] ?? -1;
      return from < 0 ? '' : text.slice(from, to);
    },
  );
}
