import { t } from '../base/l10n.ts';
import type { Severity } from './report.ts';

/** A severity of a finding or an alert as a word among others: `critical`. */
export function severityWord(severity: Severity): string {
  switch (severity) {
    case 'critical':
      return t('critical');
    case 'warning':
      return t('warning');
    case 'info':
      return t('info');
    case 'ok':
      return t('ok');
  }
}
