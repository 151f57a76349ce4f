import type { Labels, MetricMetadata, MetricType } from '../../model/series.ts';
import { type ExpositionFormat, formatOf } from './expositionFormat.ts';
import type { ExpositionProblem } from './expositionProblem.ts';
import { decodeLabels } from './decodeLabels.ts';
import { LabelBuilder, type NumericLabel } from './labelBuilder.ts';
import { metricType, MetadataTable } from './metadataTable.ts';
import { exemplarRefusal } from './metricFamily.ts';
import { scanOpenMetrics } from './scanOpenMetrics.ts';
import { scanText } from './scanText.ts';
import { type MetadataKind, Statement, StatementKind } from './statement.ts';

/** One sample line. */
export interface ParsedSample {
  readonly kind: 'sample';
  readonly labels: Labels;
  readonly value: number;
  readonly timestampMs?: number;
  readonly exemplar?: ParsedExemplar;
}

export interface ParsedExemplar {
  readonly labels: Labels;
  readonly value: number;
  readonly timestampMs?: number;
}

/** One HELP, TYPE or UNIT line with its text unescaped. */
export interface ParsedMetadata {
  readonly kind: MetadataKind;
  readonly family: string;
  readonly text: string;
}

/** A `_created` line, read as the time at which the series of a family began. */
export interface ParsedCreated {
  /** Of the line, `__name__` included. */
  readonly labels: Labels;
  readonly timestampMs: number;
}

export type ParsedEntry = ParsedSample | ParsedMetadata | { readonly kind: 'comment'; readonly text: string };

export interface ParsedExposition {
  readonly format: ExpositionFormat;
  /** In the order of the document, up to the problem where there is one. */
  readonly entries: readonly ParsedEntry[];
  readonly samples: readonly ParsedSample[];
  readonly families: ReadonlyMap<string, MetricMetadata>;
  readonly created: readonly ParsedCreated[];
  /** Empty where a scrape would take the document; one where it would refuse it. */
  readonly problems: readonly ExpositionProblem[];
}

export interface ParseOptions {
  readonly contentType?: string;
  /** Goes before `contentType`. */
  readonly format?: ExpositionFormat;
  /** Takes `_created` lines of counters, histograms and summaries as start times in place of series. */
  readonly createdAsStartTime?: boolean;
}

/**
 * Reads a whole document as leniently as a scrape does, into objects: for tests, the command line and a look at one
 * body. It stops at the first statement that a scrape refuses.
 */
export function parseExposition(body: Uint8Array, options: ParseOptions = {}): ParsedExposition {
  const format = options.format ?? formatOf(options.contentType);
  return new DocumentReader(body, format, options.createdAsStartTime === true).read();
}

class DocumentReader {
  readonly #bytes: Buffer;
  readonly #length: number;
  readonly #format: ExpositionFormat;
  readonly #createdAsStartTime: boolean;
  readonly #statement = new Statement();
  readonly #labels = new LabelBuilder({ targetLabels: {}, honorLabels: true });
  readonly #metadata = new MetadataTable();
  readonly #entries: ParsedEntry[] = [];
  readonly #samples: ParsedSample[] = [];
  readonly #created: ParsedCreated[] = [];
  readonly #problems: ExpositionProblem[] = [];
  #familyName = '';
  #familyType: MetricType = 'unknown';

  constructor(body: Uint8Array, format: ExpositionFormat, createdAsStartTime: boolean) {
    this.#format = format;
    this.#createdAsStartTime = createdAsStartTime;
    // The scanners want a line end behind everything.
    const needsEnd = body.length > 0 && body[body.length - 1] !== 0x0a;
    this.#length = body.length + (needsEnd ? 1 : 0);
    this.#bytes = Buffer.allocUnsafe(this.#length);
    this.#bytes.set(body);
    if (needsEnd) this.#bytes[body.length] = 0x0a;
  }

  read(): ParsedExposition {
    const statement = this.#statement;
    let at = 0;
    let ended = false;
    while (at < this.#length && this.#problems.length === 0) {
      if (ended) {
        this.#fail(at, 'unexpected data after # EOF');
        break;
      }
      if (this.#format === 'text') scanText(statement, this.#bytes, at, this.#length, true);
      else scanOpenMetrics(statement, this.#bytes, at, this.#length, true);
      if (statement.kind === StatementKind.invalid) this.#fail(statement.errorAt, statement.message);
      else if (statement.kind === StatementKind.eof) ended = true;
      else if (statement.kind === StatementKind.metadata) this.#readMetadata();
      else if (statement.kind === StatementKind.sample) this.#readSample();
      else if (statement.kind === StatementKind.comment) {
        const text = this.#bytes.toString('utf8', at, statement.end - 1).trimStart();
        this.#entries.push({ kind: 'comment', text });
      }
      at = statement.end;
    }
    if (this.#format === 'openmetrics' && !ended && this.#problems.length === 0) {
      this.#fail(this.#length, 'the body does not end with # EOF');
    }
    return {
      format: this.#format,
      entries: this.#entries,
      samples: this.#samples,
      families: new Map(this.#metadata.entries()),
      created: this.#created,
      problems: this.#problems,
    };
  }

  #readMetadata(): void {
    const line = this.#metadata.line(this.#statement, this.#bytes, this.#format);
    this.#metadata.apply(line);
    if (line.kind === 'TYPE') {
      this.#familyName = line.family.name;
      this.#familyType = metricType(line.text);
    }
    this.#entries.push({ kind: line.kind, family: line.family.name, text: line.text });
  }

  #readSample(): void {
    const statement = this.#statement;
    const set = this.#labels.build(statement, this.#bytes, this.#numericLabel());
    if (typeof set === 'string') return this.#fail(statement.seriesStart, set);
    const name = set.get('__name__');
    if (statement.hasExemplar) {
      const refusal = exemplarRefusal(name, this.#familyName, this.#familyType);
      if (refusal !== undefined) return this.#fail(statement.seriesStart, refusal);
    }
    const labels = set.toLabels();
    if (this.#createdAsStartTime && this.#isCreated(name)) {
      this.#created.push({ labels, timestampMs: Math.trunc(statement.value * 1000) });
      return;
    }
    const sample: ParsedSample = {
      kind: 'sample',
      labels,
      value: statement.value,
      ...(statement.hasTimestamp ? { timestampMs: statement.timestampMs } : {}),
      ...(statement.hasExemplar ? { exemplar: this.#exemplar() } : {}),
    };
    this.#entries.push(sample);
    this.#samples.push(sample);
  }

  #exemplar(): ParsedExemplar {
    const { exemplarLabels, exemplarValue, exemplarHasTimestamp, exemplarTimestampMs } = this.#statement;
    const labels = decodeLabels(exemplarLabels, this.#bytes);
    return { labels, value: exemplarValue, ...(exemplarHasTimestamp ? { timestampMs: exemplarTimestampMs } : {}) };
  }

  #numericLabel(): NumericLabel {
    return this.#familyType === 'histogram' ? 'le' : this.#familyType === 'summary' ? 'quantile' : undefined;
  }

  #isCreated(name: string): boolean {
    const { length } = '_created';
    return (
      name.length > length &&
      name.endsWith('_created') &&
      (this.#familyType === 'counter' || this.#familyType === 'histogram' || this.#familyType === 'summary')
    );
  }

  #fail(at: number, message: string): void {
    let line = 1;
    let lineStart = 0;
    for (let end = this.#bytes.indexOf(0x0a); end >= 0 && end < at; end = this.#bytes.indexOf(0x0a, end + 1)) {
      line++;
      lineStart = end + 1;
    }
    this.#problems.push({ line, column: this.#bytes.toString('utf8', lineStart, at).length + 1, message });
  }
}
