import { jobNames } from '../model/jobNames.ts';
import type { Service, Threshold, ThresholdLimit } from '../model/service.ts';

/** The alert of every threshold. */
export const THRESHOLD_ALERT = 'WatchpostThreshold';
/** The series that says which metric of which service has a threshold: what is built in for that metric gives way. */
export const THRESHOLD_METRIC = 'watchpost_threshold';

const SEVERITIES = { warn: 'warning', critical: 'critical' } as const;

/**
 * The thresholds of all services as a Prometheus rule file; undefined where there are none. A value past both limits is
 * critical, and not a warning as well.
 */
export function thresholdRules(services: readonly Pick<Service, 'id' | 'name' | 'thresholds'>[]): string | undefined {
  const jobs = jobNames(services);
  const groups = services
    .filter(({ thresholds }) => thresholds.length > 0)
    .map(({ id, thresholds }) => groupOf(jobs.get(id) ?? id, thresholds));
  if (groups.length === 0) return undefined;
  return `# The "thresholds" of your services, as the rules that Watchpost makes of them. To change them, change the settings.
groups:
${groups.join('')}`;
}

function groupOf(job: string, thresholds: readonly Threshold[]): string {
  const rules = thresholds.flatMap(({ metric, warn, critical }) => {
    const selector = `${metric}{job=${JSON.stringify(job)}}`;
    const past = ({ op, value }: ThresholdLimit): string => `${selector} ${op} ${value}`;
    return (['warn', 'critical'] as const).flatMap((kind) => {
      const limit = kind === 'warn' ? warn : critical;
      if (limit === undefined) return [];
      const worse = kind === 'warn' && critical !== undefined ? ` unless ${past(critical)}` : '';
      const severity = SEVERITIES[kind];
      return [
        `      - record: ${THRESHOLD_METRIC}
        expr: vector(${limit.value})
        labels: { job: ${JSON.stringify(job)}, metric: ${JSON.stringify(metric)}, severity: ${severity} }
      - alert: ${THRESHOLD_ALERT}
        expr: ${singleQuoted(past(limit) + worse)}
        for: 1m
        labels: { metric: ${JSON.stringify(metric)}, severity: ${severity} }
        annotations:
          summary: ${singleQuoted(`${metric} of {{ $labels.job }} is {{ $value | humanize }}, past the limit ${limit.op} ${limit.value}`)}
`,
      ];
    });
  });
  return `  - name: ${JSON.stringify(`thresholds of ${job}`)}
    rules:
${rules.join('')}`;
}

/** A text in YAML's single quotes, in which nothing but the quote itself means anything. */
function singleQuoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
