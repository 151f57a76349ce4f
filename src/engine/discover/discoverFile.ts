import { type Document, isAlias, isCollection, parseAllDocuments, visit } from 'yaml';

/** Aliases and anchors of a document; the library looks through all of them for each alias. */
const MAX_ALIASES = 5_000;

/** A file of the workspace, with its path from the workspace's folder, divided by `/`. */
export class DiscoverFile {
  readonly path: string;
  readonly text: string;
  #documents: readonly unknown[] | undefined;

  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
  }

  get name(): string {
    return this.path.slice(this.path.lastIndexOf('/') + 1);
  }

  /** Its folder with a slash at the end, empty for the workspace's own. */
  get folder(): string {
    return this.path.slice(0, this.path.length - this.name.length);
  }

  /** What the file says as YAML (of which JSON is a part), document by document; none where it is neither. */
  documents(): readonly unknown[] {
    return (this.#documents ??= parse(this.text));
  }
}

function parse(text: string): unknown[] {
  try {
    // To see whether keys are unique each is compared with all before it: minutes for a megabyte.
    const parsed = parseAllDocuments(text, { logLevel: 'silent', uniqueKeys: false });
    if (!Array.isArray(parsed)) return [];
    // What is half read would say half of the truth.
    if (parsed.some((document) => document.errors.length > 0 || !isPlain(document))) return [];
    return parsed.map((document): unknown => document.toJS({ maxAliasCount: 100 }));
  } catch {
    return []; // too many aliases, or a template of something else
  }
}

/** Whether it is what JSON could say as well: no key that is a map or a list, which takes for ever to be made a text, and nothing within itself. */
function isPlain(document: Document.Parsed): boolean {
  let plain = true;
  let aliases = 0;
  visit(document, {
    Pair: (_, { key }) => {
      if (!isCollection(key) && !isAlias(key)) return undefined;
      plain = false;
      return visit.BREAK;
    },
    Node: (_, node, path) => {
      if (node.anchor !== undefined || isAlias(node)) aliases++;
      const within = isAlias(node) && path.some((outer) => isCollection(outer) && outer.anchor === node.source);
      if (!within && aliases <= MAX_ALIASES) return undefined;
      plain = false;
      return visit.BREAK;
    },
  });
  return plain;
}

export type Dictionary = Readonly<Record<string, unknown>>;

export function asObject(value: unknown): Dictionary {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Dictionary) : {};
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/**
 * A text or number of a file as a text for the settings; undefined where it is none, is empty, or has a `${` in it, by which a
 * file could have a variable of the environment sent to where it likes; nor may it end in what begins one, since texts are put
 * together.
 */
export function asText(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value !== '' && !/\$(?:\{|$)/.test(value) ? value : undefined;
}
