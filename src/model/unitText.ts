import { t } from '../base/l10n.ts';
import type { Unit } from '../base/unit.ts';

/** A unit in words: `bytes per second`; nothing for a plain number. */
export function unitWord(unit: Unit): string {
  switch (unit) {
    case 'none':
      return '';
    case 'bytes':
      return t('bytes');
    case 'seconds':
      return t('seconds');
    case 'ratio':
      return t('ratio');
    case 'perSecond':
      return t('per second');
    case 'bytesPerSecond':
      return t('bytes per second');
    case 'timestamp':
      return t('time');
    case 'celsius':
      return '°C';
    case 'boolean':
      return t('yes or no');
  }
}
