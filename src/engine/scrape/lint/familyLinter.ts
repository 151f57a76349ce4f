import type { MetricType } from '../../../model/series.ts';
import type { ExpositionFormat } from '../expositionFormat.ts';
import type { ExpositionProblem } from '../expositionProblem.ts';
import { metricType } from '../metadataTable.ts';
import type { MetadataKind } from '../statement.ts';
import { lintHistogram } from './lintHistogram.ts';
import { allowedSuffixes, lintSample, type LintSample } from './lintSample.ts';

interface Family {
  readonly name: string;
  type: MetricType;
  readonly metadata: Map<MetadataKind, number>;
  unit: { readonly text: string; readonly line: number } | undefined;
  readonly line: number;
  hasSamples: boolean;
  /** Samples of one histogram by labels and timestamp. */
  readonly histograms: Map<string, LintSample[]>;
  /** Groups that were left, and the one that is being exposed. */
  readonly groups: Set<string>;
  group: string | undefined;
  groupTimestamp: number | undefined;
  readonly series: Set<string>;
}

/** Watches the families of a document go by and reports what breaks the rules on their order and meaning. */
export class FamilyLinter {
  readonly #format: ExpositionFormat;
  readonly #problems: ExpositionProblem[];
  /** Names that a family, or its samples, have taken, with the family's name. */
  readonly #taken = new Map<string, string>();
  #family: Family | undefined;

  constructor(format: ExpositionFormat, problems: ExpositionProblem[]) {
    this.#format = format;
    this.#problems = problems;
  }

  metadata(kind: MetadataKind, name: string, text: string, line: number): void {
    const family = this.#family?.name === name ? this.#family : this.#open(name, line);
    const before = family.metadata.get(kind);
    if (before !== undefined) this.#report(line, 1, `a second ${kind} for ${name}; the first is in line ${before}`);
    else if (family.hasSamples) this.#report(line, 1, `${kind} of ${name} must come before its samples`);
    family.metadata.set(kind, line);
    if (kind === 'TYPE') family.type = metricType(text);
    if (kind === 'UNIT' && text !== '') family.unit = { text, line };
  }

  sample(sample: LintSample): void {
    const report = (message: string, column = 1): void => this.#report(sample.line, column, message);
    let family = this.#family;
    if (family !== undefined && family.name === sample.name && !this.#isOf(family, sample.name)) {
      const names = allowedSuffixes(family.type, this.#format).map((suffix) => sample.name + suffix);
      family.hasSamples = true;
      report(`the samples of the ${family.type} ${family.name} must be named ${names.join(' or ')}`);
      return;
    }
    if (family === undefined || !this.#isOf(family, sample.name)) family = this.#open(sample.name, sample.line);
    family.hasSamples = true;
    lintSample(sample, family, this.#format, report);
    this.#lintOrder(family, sample, report);
    if (family.type === 'histogram' || family.type === 'gaugehistogram') {
      const key = `${groupOf(sample, family)}@${sample.timestamp}`;
      const samples = family.histograms.get(key);
      if (samples === undefined) family.histograms.set(key, [sample]);
      else samples.push(sample);
    }
  }

  /** Ends the document. */
  end(): void {
    this.#close();
  }

  #isOf(family: Family, sampleName: string): boolean {
    return (
      sampleName.startsWith(family.name) &&
      allowedSuffixes(family.type, this.#format).includes(sampleName.slice(family.name.length))
    );
  }

  #open(name: string, line: number): Family {
    this.#close();
    this.#family = {
      name,
      type: 'unknown',
      metadata: new Map(),
      unit: undefined,
      line,
      hasSamples: false,
      histograms: new Map(),
      groups: new Set(),
      group: undefined,
      groupTimestamp: undefined,
      series: new Set(),
    };
    return this.#family;
  }

  /** What can be said of a family only once all of it was there. */
  #close(): void {
    const family = this.#family;
    this.#family = undefined;
    if (family === undefined) return;
    const { name, type, line, unit } = family;
    for (const taken of new Set([name, ...allowedSuffixes(type, this.#format).map((suffix) => name + suffix)])) {
      const owner = this.#taken.get(taken);
      if (owner === name) this.#report(line, 1, `the lines of ${name} are not together: it was exposed further up`);
      else if (owner !== undefined)
        this.#report(line, 1, `the name ${taken} clashes with the metric ${owner} further up`);
      this.#taken.set(taken, name);
      if (owner === name) break;
    }
    if (unit !== undefined && (type === 'info' || type === 'stateset')) {
      this.#report(unit.line, 1, `${type === 'info' ? 'an info' : 'a stateset'} has no unit`);
    }
    for (const samples of family.histograms.values()) {
      const at = samples[0]?.line ?? line;
      lintHistogram(name, samples, this.#format === 'openmetrics', (message) => this.#report(at, 1, message));
    }
  }

  /** Samples with the same labels stand together, with timestamps that do not go back, and none is there twice. */
  #lintOrder(family: Family, sample: LintSample, report: (message: string) => void): void {
    const group = groupOf(sample, family);
    const series = `${sample.name}${labelsKey(sample.labels)}`;
    const { timestamp } = sample;
    if (family.group !== group) {
      if (family.group !== undefined) family.groups.add(family.group);
      if (this.#format === 'openmetrics' && family.groups.has(group)) {
        report(`the samples of ${family.name} with the same labels are not together`);
      }
    } else if (this.#format === 'openmetrics') {
      if ((timestamp === undefined) !== (family.groupTimestamp === undefined)) {
        report(`some samples of ${family.name} with the same labels have a timestamp and some have none`);
      } else if (timestamp !== undefined && timestamp < (family.groupTimestamp ?? 0) && family.type !== 'info') {
        report(`the timestamps of ${family.name} go back`);
      }
    }
    if (family.series.has(series) && (timestamp === undefined || this.#format === 'text')) {
      report('the same series is there twice');
    }
    family.series.add(series);
    family.group = group;
    family.groupTimestamp = timestamp;
  }

  #report(line: number, column: number, message: string): void {
    this.#problems.push({ line, column, message });
  }
}

/** What the samples of one point of a metric have in common: the labels without those that tell them apart. */
function groupOf(sample: LintSample, { name, type }: Family): string {
  switch (type) {
    case 'info':
      return '';
    case 'summary':
      return labelsKey(sample.labels, 'quantile');
    case 'stateset':
      return labelsKey(sample.labels, name);
    case 'histogram':
    case 'gaugehistogram':
      return labelsKey(sample.labels, 'le');
    case 'counter':
    case 'gauge':
    case 'unknown':
      return labelsKey(sample.labels);
  }
}

function labelsKey(labels: LintSample['labels'], without?: string): string {
  return JSON.stringify(
    Object.entries(labels)
      .filter(([name]) => name !== without)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
