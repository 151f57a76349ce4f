/** Translations by the English text that the sources have; `{0}` and so on stand for what is filled in. */
export type Translations = Readonly<Record<string, string>>;

let current: { readonly language: string; readonly translations: Translations } = { language: 'en', translations: {} };

/**
 * Says in which language `t` speaks from now on. Each program does it once, before it makes its first text: the editor's side, the
 * pages and the editor's engine; the command line never does, and speaks English. It is kept here and not handed on, since
 * otherwise each function that makes a text would have an argument for it.
 */
export function useLanguage(language: string, translations: Translations = {}): void {
  current = { language, translations };
}

/** The translations that `t` goes by, for a page. */
export function translations(): Translations {
  return current.translations;
}

/** The language of the texts as a BCP 47 tag, for what `Intl` formats among them. */
export function language(): string {
  return current.language;
}

/**
 * `text` in the user's language, with `values` in the place of `{0}`, `{1}` and so on, as `vscode.l10n.t` has it; what imports
 * `vscode` uses that one, over the same translations. `text` is a literal, so that a test can find it.
 */
export function t(text: string, ...values: readonly (string | number)[]): string {
  const translated = Object.hasOwn(current.translations, text) ? current.translations[text] : undefined;
  // In one pass, so that a `{0}` within a value stays what it is.
  return (translated ?? text).replace(/\{(\d+)\}/g, (gap, index: string) => String(values[Number(index)] ?? gap));
}
