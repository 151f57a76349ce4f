import type { Severity } from '../../model/report.ts';
import { icon } from '../dom.ts';
import type { IconName } from '../icons.ts';

const ICONS: Readonly<Record<Severity, IconName>> = { critical: 'error', warning: 'warning', info: 'info', ok: 'pass' };

/** The sign of a severity; the word stands beside it. */
export function severityBadge(severity: Severity): HTMLElement {
  return icon(ICONS[severity], `r-icon-${severity}`);
}
