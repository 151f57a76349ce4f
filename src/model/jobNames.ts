/** The `job` label of each service's series by its id: its name, or its id where several folders have a service of that name. */
export function jobNames(
  services: readonly { readonly id: string; readonly name: string }[],
): ReadonlyMap<string, string> {
  const counts = new Map<string, number>();
  for (const { name } of services) counts.set(name, (counts.get(name) ?? 0) + 1);
  return new Map(services.map(({ id, name }) => [id, counts.get(name) === 1 ? name : id]));
}
