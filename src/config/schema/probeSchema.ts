import type { Schema } from './schema.ts';

/** The sentence on the interval of a kind of probe that is not run more often than `interval` by default. */
export function atLeast(interval: string): string {
  return `Default: the service's \`interval\`, else \`watchpost.interval\` but at least \`${interval}\`.`;
}

/** One probe or a list: the editor explains one schema with several types better than a choice between schemas. */
export function probeSchema(
  markdownDescription: string,
  short: Schema,
  long: { readonly required: readonly string[]; readonly properties: Readonly<Record<string, Schema>> },
  snippets: readonly { readonly label: string; readonly body: unknown }[],
): Schema {
  const object = { required: long.required, properties: long.properties, additionalProperties: false };
  return {
    type: ['string', 'object', 'array'],
    ...short,
    ...object,
    items: { type: ['string', 'object'], ...short, ...object },
    defaultSnippets: snippets,
    markdownDescription,
  };
}
