import { LabelSet } from '../../model/labelSet.ts';
import type { SecretVault } from '../connections/secretVault.ts';
import type { ScrapeSink } from '../scrape/scrapeSink.ts';

/** What Watchpost itself put on a series, or what names it: the settings' words, not the target's. */
const OURS: ReadonlySet<string> = new Set(['__name__', 'job', 'instance']);

/**
 * `sink` behind a look at all that a target says in words: a label or a help text that repeats a secret is stored and
 * shown without it. Labels are looked at once a series, not once a sample.
 */
export function secretlessSink<R>(sink: ScrapeSink<R>, secrets: SecretVault): ScrapeSink<R> {
  return {
    resolve: (labels) => sink.resolve(withoutSecrets(labels, secrets)),
    append: (ref, timestampMs, value) => sink.append(ref, timestampMs, value),
    ...(sink.appendRun !== undefined && { appendRun: (run, refused) => sink.appendRun?.(run, refused) }),
    ...(sink.appendHistogram !== undefined && {
      appendHistogram: (ref, timestampMs, histogram) => sink.appendHistogram?.(ref, timestampMs, histogram) ?? 'gone',
    }),
    metadata: (name, { type, help, unit }) => sink.metadata?.(name, { type, help: secrets.redact(help), unit }),
  };
}

function withoutSecrets(labels: LabelSet, secrets: SecretVault): LabelSet {
  const { names, values } = labels;
  const clean = values.map((value, i) => (OURS.has(names[i] ?? '') ? value : secrets.redact(value)));
  return clean.every((value, i) => value === values[i]) ? labels : LabelSet.fromSorted(names, clean);
}
