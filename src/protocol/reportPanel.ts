import type { Report } from '../model/report.ts';
import type { Plain } from './rpc.ts';

/** The languages of the documents that the panel may ask for. */
export const DOCUMENT_LANGUAGES = ['sql', 'plaintext', 'markdown', 'json'] as const;
export type DocumentLanguage = (typeof DOCUMENT_LANGUAGES)[number];

/** What the page shows. */
export interface ShownReport {
  readonly serviceName: string;
  readonly environment?: string;
  readonly report: Report;
  /** The one before in this panel, to compare with. */
  readonly previous?: Report;
}

/** What a panel shows a report of; with it the panel finds its way back after a reload. */
export type ReportSubject =
  | { readonly kind: 'database'; readonly serviceId: string; readonly probeId: string }
  | { readonly kind: 'keys'; readonly serviceId: string; readonly probeId: string; readonly pattern: string }
  | { readonly kind: 'plan'; readonly sql: string }
  | { readonly kind: 'file'; readonly uri: string };

/** What the report panel asks of the editor. Everything in it is checked before use: a webview is not trusted. */
export interface ReportPanelRequests {
  /** The page is there: answers with what it is to show, and which finding to go to; none where it is empty. */
  open(): { readonly subject: ReportSubject; readonly shown: ShownReport; readonly finding: string };
  /** Diagnoses the database again; the new report is announced. */
  rerun(): void;
  copy(text: string): void;
  /** Opens a new document, which is run by nobody. */
  openDocument(text: string, language: DocumentLanguage): void;
}

/** What the editor announces to the panel. */
export interface ReportPanelEvents {
  show(what: ShownReport): void;
  /** Brings a finding into view. */
  reveal(finding: string): void;
}

/** The editor's side of the channel to the report panel. */
export type ReportHostSide = {
  requests: Plain<ReportPanelRequests>;
  events: Plain<ReportPanelEvents>;
};
/** The page's side. */
export type ReportPageSide = { requests: Record<never, never>; events: Record<never, never> };
