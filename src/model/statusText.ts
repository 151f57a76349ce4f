import { t } from '../base/l10n.ts';
import type { Status } from './status.ts';

/** A status as a word among others: `3 down`. */
export function statusWord(status: Status): string {
  switch (status) {
    case 'up':
      return t('up');
    case 'degraded':
      return t('degraded');
    case 'down':
      return t('down');
    case 'unknown':
      return t('unknown');
    case 'paused':
      return t('paused');
  }
}

/** A status as a word that stands alone or begins a line: `Down`. */
export function statusTitle(status: Status): string {
  switch (status) {
    case 'up':
      return t('Up');
    case 'degraded':
      return t('Degraded');
    case 'down':
      return t('Down');
    case 'unknown':
      return t('Unknown');
    case 'paused':
      return t('Paused');
  }
}
