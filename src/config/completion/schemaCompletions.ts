import { configurationSchema } from '../schema/configurationSchema.ts';
import type { Path } from '../value.ts';
import type { SettingsCompletion } from './completeSettings.ts';

interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | boolean;
  readonly items?: Node;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly examples?: readonly unknown[];
  readonly markdownDescription?: string;
}

/** The keys that an object at `path` (setting first) may have, without those that it has. */
export function schemaKeys(path: Path, present: ReadonlySet<string>): readonly SettingsCompletion[] {
  const { properties = {} } = nodeAt(path) ?? {};
  return Object.entries(properties)
    .filter(([key]) => !present.has(key))
    .map(([key, { markdownDescription: help = '' }]) => ({
      kind: 'key',
      label: key,
      insert: JSON.stringify(key),
      help,
    }));
}

/** Values that the one at `path` may have, as far as the schema names some. */
export function schemaValues(path: Path): readonly SettingsCompletion[] {
  const node = nodeAt(path);
  const values = node?.enum ?? (node?.type === 'boolean' ? [true, false] : node?.examples) ?? [];
  return values.map((value) => {
    const text = JSON.stringify(value);
    return { kind: 'value', label: text, insert: text, help: node?.markdownDescription ?? '' };
  });
}

function nodeAt([setting, ...rest]: Path): Node | undefined {
  const schema = configurationSchema() as Node;
  let node = schema.properties?.[String(setting)];
  for (const part of rest) {
    const { additionalProperties: others } = node ?? {};
    const named = node?.properties?.[String(part)];
    node = typeof part === 'number' ? node?.items : (named ?? (typeof others === 'object' ? others : undefined));
  }
  return node;
}
