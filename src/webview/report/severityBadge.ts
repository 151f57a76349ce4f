import type { Severity } from '../../model/report.ts';
import { icon } from '../dom.ts';

/** How a severity looks: never by its colour alone. */
export const SEVERITY_LOOKS: Readonly<Record<Severity, { readonly icon: string; readonly word: string }>> = {
  critical: { icon: 'error', word: 'critical' },
  warning: { icon: 'warning', word: 'warning' },
  info: { icon: 'info', word: 'info' },
  ok: { icon: 'pass', word: 'ok' },
};

/** The sign of a severity; the word stands beside it. */
export function severityBadge(severity: Severity): HTMLElement {
  return icon(SEVERITY_LOOKS[severity].icon, `r-icon-${severity}`);
}
