import { readFileSync, writeFileSync } from 'node:fs';
import { SETTING_TEXTS_PREFIX, translatableSchema } from '../src/config/schema/translatableSchema.ts';

// Writes the settings' schema into package.json and their English texts into package.nls.json, and nothing else there. Run
// it after a change to the settings: node scripts/writeConfigurationSchema.ts
const { schema, texts } = translatableSchema();

rewrite('package.json', (manifest) => ({
  ...manifest,
  contributes: { ...(manifest['contributes'] as object | undefined), configuration: schema },
}));
rewrite('package.nls.json', (before) => {
  const others = Object.entries(before).filter(([key]) => !key.startsWith(SETTING_TEXTS_PREFIX));
  return { ...Object.fromEntries(others), ...texts };
});

function rewrite(name: string, change: (before: Record<string, unknown>) => object): void {
  const file = new URL(`../${name}`, import.meta.url);
  const before = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  writeFileSync(file, `${JSON.stringify(change(before), undefined, 2)}\n`);
}
