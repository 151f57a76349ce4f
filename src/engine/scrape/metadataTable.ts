import type { MetricMetadata, MetricType } from '../../model/series.ts';
import type { MetadataKind, Statement } from './statement.ts';
import type { ExpositionFormat } from './expositionFormat.ts';
import { unescape, unescapeTextHelp } from './symbolTable.ts';

/** What is known of one metric family. */
interface Family {
  readonly name: string;
  type: MetricType;
  help: string;
  unit: string;
  changed: boolean;
}

/** One HELP, TYPE or UNIT line, decoded. */
export interface MetadataLine {
  readonly family: Family;
  readonly kind: MetadataKind;
  readonly text: string;
}

/** The metadata of one target's families, which remembers what changed since it was last asked. */
export class MetadataTable {
  readonly #families = new Map<string, Family>();
  readonly #changed: Family[] = [];

  get size(): number {
    return this.#families.size;
  }

  /** Decodes the metadata line that `statement` describes. */
  line(statement: Statement, bytes: Buffer, format: ExpositionFormat): MetadataLine {
    const name = unescape(bytes.toString('utf8', statement.nameStart, statement.nameEnd));
    let family = this.#families.get(name);
    if (family === undefined) {
      family = { name, type: 'unknown', help: '', unit: '', changed: false };
      this.#families.set(name, family);
    }
    const raw = bytes.toString('utf8', statement.textStart, statement.textEnd);
    const help = format === 'text' ? unescapeTextHelp : unescape;
    return { family, kind: statement.metadata, text: statement.metadata === 'HELP' ? help(raw) : raw };
  }

  /** Takes over what a line says. Called for each line of each scrape, so that it must be cheap where nothing changed. */
  apply(line: MetadataLine): void {
    const { family, text } = line;
    switch (line.kind) {
      case 'HELP':
        if (family.help === text) return;
        family.help = text;
        break;
      case 'TYPE': {
        const type = metricType(text);
        if (family.type === type) return;
        family.type = type;
        break;
      }
      case 'UNIT':
        if (family.unit === text) return;
        family.unit = text;
    }
    if (family.changed) return;
    family.changed = true;
    this.#changed.push(family);
  }

  /** Hands the families that changed since the last call to `announce`. */
  flush(announce: ((name: string, metadata: MetricMetadata) => void) | undefined): void {
    for (const family of this.#changed) {
      family.changed = false;
      announce?.(family.name, { type: family.type, help: family.help, unit: family.unit });
    }
    this.#changed.length = 0;
  }

  *entries(): IterableIterator<readonly [name: string, metadata: MetricMetadata]> {
    for (const { name, type, help, unit } of this.#families.values()) yield [name, { type, help, unit }];
  }
}

/** The type that a TYPE line names, which the scanner has checked; `untyped` is the text format's word for unknown. */
export function metricType(word: string): MetricType {
  return word === 'untyped' ? 'unknown' : (word as MetricType);
}
