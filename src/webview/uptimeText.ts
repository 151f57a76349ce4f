import { t } from '../base/l10n.ts';
import type { UptimeRange } from '../model/uptime.ts';

/** A range of an uptime as a heading: `Last 24 hours`. */
export function uptimeRangeTitle(range: UptimeRange): string {
  switch (range) {
    case '1h':
      return t('Last hour');
    case '24h':
      return t('Last 24 hours');
    case '7d':
      return t('Last 7 days');
    case '30d':
      return t('Last 30 days');
  }
}

/** What an uptime is of: `99.98 % in the last 24 hours`. */
export function shareText(share: string, range: UptimeRange): string {
  switch (range) {
    case '1h':
      return t('{0} in the last hour', share);
    case '24h':
      return t('{0} in the last 24 hours', share);
    case '7d':
      return t('{0} in the last 7 days', share);
    case '30d':
      return t('{0} in the last 30 days', share);
  }
}
