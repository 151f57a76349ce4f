import { SETTINGS_PREFIX } from '../settings.ts';
import { configurationSchema } from './configurationSchema.ts';
import type { Schema } from './schema.ts';

/** What begins the keys of the settings' texts in `package.nls.json`. */
export const SETTING_TEXTS_PREFIX = 'setting.';

/**
 * The settings' schema as package.json has it, where what is said of each setting stands in `package.nls.json` (`texts`, in English) and
 * its translations. What is said of the keys within a setting stays in the schema: it is read in a JSON file, whose keys are
 * English too.
 */
export function translatableSchema(): { readonly schema: Schema; readonly texts: Readonly<Record<string, string>> } {
  const schema = configurationSchema() as Schema & { readonly properties: Readonly<Record<string, Schema>> };
  const texts: Record<string, string> = {};
  const moved = (key: string, text: unknown): string => {
    texts[key] = String(text);
    return `%${key}%`;
  };
  const properties = Object.entries(schema.properties).map(([name, setting]) => {
    const key = SETTING_TEXTS_PREFIX + name.slice(SETTINGS_PREFIX.length);
    const { markdownDescription, enumDescriptions, enum: values, patternErrorMessage } = setting;
    return [
      name,
      {
        ...setting,
        markdownDescription: moved(key, markdownDescription),
        ...(Array.isArray(enumDescriptions) &&
          Array.isArray(values) && {
            enumDescriptions: enumDescriptions.map((text, i) => moved(`${key}.${String(values[i])}`, text)),
          }),
        ...(patternErrorMessage !== undefined && {
          patternErrorMessage: moved(`${key}.wrong`, patternErrorMessage),
        }),
      },
    ] as const;
  });
  return { schema: { ...schema, properties: Object.fromEntries(properties) }, texts };
}
