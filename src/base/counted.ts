/** `1 index`, `3 indexes`: a number with its noun, whose plural is told where it is not an s more. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
