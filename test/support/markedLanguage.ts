import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT_ROOT } from './provision/projectRoot.ts';

type Texts = Readonly<Record<string, string>>;

/** The texts of a language's translations, by the English ones. */
export function translationsOf(language: string): Texts {
  return readTexts(`l10n/bundle.l10n.${language}.json`);
}

/** A language that has each text between brackets: what stands outside of them has no translation. */
export function markedTexts(): Texts {
  return marked(Object.keys(translationsOf('de')).map((text) => [text, text]));
}

/** The same for the texts of package.json. */
export function markedManifest(): Texts {
  return marked(Object.entries(readTexts('package.nls.json')).filter(([, text]) => text !== 'Watchpost'));
}

/** What of some texts stands outside of the brackets, and is a word; `isSame` is what is the same in each language. */
export function outsideOfMarks(texts: readonly string[], isSame: readonly RegExp[] = []): string[] {
  return texts.filter((text) => {
    let rest = withoutMarked(text);
    for (const pattern of isSame) rest = rest.replaceAll(pattern, ' ');
    return /\p{L}{3,}/u.test(rest);
  });
}

/** `text` without what stands between brackets. */
export function withoutMarked(text: string): string {
  let rest = text;
  for (let before = ''; rest !== before;) {
    before = rest;
    rest = rest.replaceAll(/⟦[^⟦⟧]*⟧/g, ' ');
  }
  return rest;
}

function marked(texts: readonly (readonly [key: string, text: string])[]): Texts {
  return Object.fromEntries(texts.map(([key, text]) => [key, `⟦${text}⟧`]));
}

function readTexts(name: string): Texts {
  return JSON.parse(readFileSync(path.join(PROJECT_ROOT, name), 'utf8')) as Texts;
}
