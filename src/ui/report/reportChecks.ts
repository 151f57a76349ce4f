import { DOCUMENT_LANGUAGES, type DocumentLanguage } from '../../protocol/reportPanel.ts';

/** Characters of a text that a page hands over. */
const MAX_TEXT = 20_000_000;

/** A text that a page sent, or undefined where it is none or too much. */
export function checkReportText(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= MAX_TEXT ? value : undefined;
}

/** The language of a document that a page wants to be opened, or undefined where it is none of those. */
export function checkLanguage(value: unknown): DocumentLanguage | undefined {
  return DOCUMENT_LANGUAGES.find((language) => language === value);
}
