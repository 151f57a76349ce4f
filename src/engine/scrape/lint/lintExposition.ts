import { type ExpositionFormat, formatOf } from '../expositionFormat.ts';
import type { ExpositionProblem } from '../expositionProblem.ts';
import { decodeLabels } from '../decodeLabels.ts';
import { LabelBuilder } from '../labelBuilder.ts';
import { scanOpenMetrics } from '../scanOpenMetrics.ts';
import { scanText } from '../scanText.ts';
import { Statement, StatementKind } from '../statement.ts';
import { unescape } from '../symbolTable.ts';
import { FamilyLinter } from './familyLinter.ts';
import type { LintSample } from './lintSample.ts';
import { lintTextMetadata, lintTextSample } from './lintStyle.ts';

const NEWLINE = 0x0a;

/**
 * All that breaks the format's rules in a document, in the order of its lines: the syntax, and what the samples of a
 * family must be and how they must stand. Sources: the Prometheus text format 0.0.4 and OpenMetrics 1.0.
 */
export function lintExposition(
  body: Uint8Array,
  options: { readonly contentType?: string; readonly format?: ExpositionFormat } = {},
): readonly ExpositionProblem[] {
  return new Linter(body, options.format ?? formatOf(options.contentType)).run();
}

class Linter {
  readonly #format: ExpositionFormat;
  readonly #bytes: Buffer;
  readonly #endsInNewline: boolean;
  readonly #problems: ExpositionProblem[] = [];
  readonly #families: FamilyLinter;
  readonly #statement = new Statement();
  readonly #labels = new LabelBuilder({ targetLabels: {}, honorLabels: true });
  /** The line of the statement that is being read, and where it begins. */
  #line = 1;
  #start = 0;

  constructor(body: Uint8Array, format: ExpositionFormat) {
    this.#format = format;
    this.#families = new FamilyLinter(format, this.#problems);
    this.#endsInNewline = body.length === 0 || body[body.length - 1] === NEWLINE;
    this.#bytes = this.#endsInNewline ? Buffer.from(body) : Buffer.concat([body, Buffer.from('\n')]);
  }

  run(): readonly ExpositionProblem[] {
    const bytes = this.#bytes;
    const statement = this.#statement;
    let ended = false;
    while (this.#start < bytes.length) {
      if (ended) {
        this.#report(this.#start, 'nothing may come after # EOF');
        break;
      }
      if (this.#format === 'text') scanText(statement, bytes, this.#start, bytes.length, true);
      else scanOpenMetrics(statement, bytes, this.#start, bytes.length, true);
      let { end } = statement;
      if (statement.kind === StatementKind.invalid) {
        this.#report(statement.errorAt, statement.message);
        end = bytes.indexOf(NEWLINE, statement.errorAt) + 1;
      } else if (statement.kind === StatementKind.eof) ended = true;
      else if (statement.kind === StatementKind.metadata) this.#lintMetadata();
      else if (statement.kind === StatementKind.sample) this.#lintSample();
      for (let at = bytes.indexOf(NEWLINE, this.#start); at >= 0 && at < end; at = bytes.indexOf(NEWLINE, at + 1)) {
        this.#line++;
      }
      this.#start = end;
    }
    this.#families.end();
    if (this.#format === 'openmetrics' && !ended) this.#report(bytes.length, 'the document does not end with # EOF');
    if (this.#format === 'text' && !this.#endsInNewline) {
      this.#line--;
      this.#start = bytes.lastIndexOf(NEWLINE, bytes.length - 2) + 1;
      this.#report(bytes.length - 1, 'the last line must end with a line end too');
    }
    return this.#problems.sort((a, b) => a.line - b.line || a.column - b.column);
  }

  #lintMetadata(): void {
    const { nameStart, nameEnd, textStart, textEnd, metadata } = this.#statement;
    if (this.#format === 'text') {
      lintTextMetadata(this.#statement, this.#bytes, (at, message) => this.#report(at, message));
    }
    const name = unescape(this.#bytes.toString('utf8', nameStart, nameEnd));
    this.#families.metadata(metadata, name, this.#bytes.toString('utf8', textStart, textEnd), this.#line);
  }

  #lintSample(): void {
    const statement = this.#statement;
    if (this.#format === 'text') {
      lintTextSample(statement, this.#bytes, (at, message) => this.#report(at, message));
    }
    const set = this.#labels.build(statement, this.#bytes, undefined);
    if (typeof set === 'string') return this.#report(statement.seriesStart, set);
    const { __name__: name = '', ...labels } = set.toLabels();
    const sample: LintSample = {
      name,
      labels,
      value: statement.value,
      timestamp: statement.hasTimestamp ? statement.timestampMs : undefined,
      exemplar: statement.hasExemplar ? { codePoints: this.#exemplarCodePoints() } : undefined,
      line: this.#line,
      valueColumn: this.#columnOf(statement.valueStart),
    };
    this.#families.sample(sample);
  }

  #exemplarCodePoints(): number {
    const labels = decodeLabels(this.#statement.exemplarLabels, this.#bytes);
    return Object.entries(labels).reduce(
      (sum, [name, value]) => sum + Array.from(name).length + Array.from(value).length,
      0,
    );
  }

  /** Reports a breach at byte `at`, which is in the statement that is being read. */
  #report(at: number, message: string): void {
    let line = this.#line;
    for (let end = this.#bytes.indexOf(NEWLINE, this.#start); end >= 0 && end < at; line++) {
      end = this.#bytes.indexOf(NEWLINE, end + 1);
    }
    this.#problems.push({ line, column: this.#columnOf(at), message });
  }

  #columnOf(at: number): number {
    const lineStart = at === 0 ? 0 : this.#bytes.lastIndexOf(NEWLINE, at - 1) + 1;
    return this.#bytes.toString('utf8', lineStart, at).length + 1;
  }
}
