import { CheckList } from '../checkList.ts';
import type { Body, Finding, Recogniser } from '../health.ts';
import { isCheckKey, readCheck, statusOfText } from '../readChecks.ts';
import { computed } from './finding.ts';
import { namesTheService } from './serviceIdentity.ts';

const ERROR_KEYS: ReadonlySet<string> = new Set([
  'error',
  'path',
  'timestamp',
  'code',
  'type',
  'trace',
  'instance',
  'requestid',
]);

/**
 * A flat map from check to text, where whatever is neither good nor a warning is an error message: django-health-check
 * (`OK`, `working`, `warning: …`) and heptiolabs/healthcheck. Source: django-health-check's `pretty_status()`.
 */
export const flatTexts: Recogniser = {
  name: 'flat-texts',
  matches({ fields, object, code }) {
    if (fields.size === 0) return false;
    let good = 0;
    for (const [key, value] of fields) {
      if (typeof value !== 'string' || isCheckKey(key) || ERROR_KEYS.has(key) || namesTheService(key)) return false;
      const status = statusOfText(value)?.status;
      if (status === 'up' || status === 'degraded') good++;
    }
    // Behind a 200 a map of texts is about health only where one of them says so.
    return good > 0 || (code >= 500 && fields.size > 0 && Object.keys(object).every(looksLikeCheckName));
  },
  read,
};

function read({ object, code }: Body): Finding | undefined {
  const list = new CheckList();
  for (const key in object) readCheck(key, object[key], list, { code, textIsError: true });
  return list.isEmpty ? undefined : computed(list);
}

function looksLikeCheckName(key: string): boolean {
  return /\(alias=|Backend$|Check$|HealthCheck|^(?:db|database|cache|redis|storage|disk\w*|memory\w*|dns|queue|broker)$/i.test(
    key,
  );
}
