import { readFileSync, writeFileSync } from 'node:fs';
import { configurationSchema } from '../src/config/schema/configurationSchema.ts';

// Writes the settings' schema into package.json, and nothing else there. Run it after a change to the settings:
// node scripts/writeConfigurationSchema.ts
const file = new URL('../package.json', import.meta.url);
const manifest = JSON.parse(readFileSync(file, 'utf8')) as { contributes?: Record<string, unknown> };
manifest.contributes = { ...manifest.contributes, configuration: configurationSchema() };
writeFileSync(file, `${JSON.stringify(manifest, undefined, 2)}\n`);
