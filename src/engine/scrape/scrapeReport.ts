import { type ExpositionFormat, formatOf, type ScrapeFormat, scrapeFormatOf } from './expositionFormat.ts';
import type { ExpositionProblem } from './expositionProblem.ts';
import { familyCandidates } from './metricFamily.ts';
import { lintExposition } from './lint/lintExposition.ts';
import { parseExposition } from './parseExposition.ts';
import { protobufReport } from './protobuf/protobufReport.ts';

/** What `watchpost scrape` prints of one body. */
export interface ScrapeReport {
  readonly format: ScrapeFormat;
  /** Sample lines, as `scrape_samples_scraped` counts them. */
  readonly samples: number;
  /** Different label sets among them. */
  readonly series: number;
  /** Families that a HELP, TYPE or UNIT line names, and those of samples without any. */
  readonly families: number;
  readonly exemplars: number;
  /** Of the protobuf format: how many of the samples are native histograms. */
  readonly nativeHistograms?: number;
  /** What a scrape would refuse, at most one; with lint, every breach. Lines and columns count from 1. */
  readonly problems: readonly ExpositionProblem[];
}

export interface ScrapeReportOptions {
  readonly contentType?: string;
  /** Reports every breach of the format's rules in place of the first that a scrape refuses. */
  readonly lint?: boolean;
}

/** Looks at one body as a scrape would, or as a linter. Without a content type, a body that ends in `# EOF` is OpenMetrics. */
export function scrapeReport(body: Uint8Array, options: ScrapeReportOptions = {}): ScrapeReport {
  if (options.contentType !== undefined && scrapeFormatOf(options.contentType) === 'protobuf')
    return protobufReport(body, options.contentType);
  const format = options.contentType === undefined ? guessFormat(body) : formatOf(options.contentType);
  const { samples, families, problems } = parseExposition(body, { format });
  const series = new Set(samples.map(({ labels }) => JSON.stringify(labels)));
  const names = new Set<string>(families.keys());
  for (const { labels } of samples) {
    const name = labels['__name__'] ?? '';
    if (!familyCandidates(name).some((candidate) => names.has(candidate))) names.add(name);
  }
  return {
    format,
    samples: samples.length,
    series: series.size,
    families: names.size,
    exemplars: samples.filter(({ exemplar }) => exemplar !== undefined).length,
    problems: options.lint === true ? lintExposition(body, { format }) : problems,
  };
}

/** 1 where a scrape would refuse the body, or lint found anything. */
export function scrapeExitCode(report: ScrapeReport): 0 | 1 {
  return report.problems.length === 0 ? 0 : 1;
}

/** The report for people: a line of counts, then a line for each problem as compilers print them. */
export function printScrapeReport(source: string, report: ScrapeReport): string {
  const { format, samples, series, families, exemplars, nativeHistograms, problems } = report;
  const last = nativeHistograms === undefined ? `${exemplars} exemplars` : `${nativeHistograms} native histograms`;
  const counts = `${samples} samples, ${series} series, ${families} families, ${last}`;
  const lines = problems.map(({ line, column, message }) => `${source}:${line}:${column}: ${message}`);
  return [`${source}: ${FORMAT_NAMES[format]}, ${counts}`, ...lines].join('\n');
}

const FORMAT_NAMES = { text: 'Prometheus text', openmetrics: 'OpenMetrics', protobuf: 'Prometheus protobuf' } as const;

function guessFormat(body: Uint8Array): ExpositionFormat {
  const tail = Buffer.from(body.subarray(Math.max(0, body.length - 8))).toString('latin1');
  return /(?:^|\n)# EOF\n?$/.test(tail) ? 'openmetrics' : 'text';
}
