import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { translatableSchema } from '../src/config/schema/translatableSchema.ts';

const root = path.join(import.meta.dirname, '..');
const read = (name: string): string => readFileSync(path.join(root, name), 'utf8');
const readTexts = (name: string): Readonly<Record<string, string>> => JSON.parse(read(name));

/** Languages that there is a translation for, as the editor calls them. */
const LANGUAGES = ['de'];

/** A call of `t`, or of the editor's own: what stands before and after it in its line, and its text if that is a literal. */
interface Call {
  readonly file: string;
  readonly line: number;
  readonly text: string | undefined;
  readonly isOwn: boolean;
  readonly isAtImport: boolean;
}

/** All calls in a source. What is found is a call by its looks, so that in comments and texts none may stand. */
function callsIn(file: string): Call[] {
  const source = read(file);
  return [...source.matchAll(/(?<![\w.$#'])(vscode\.l10n\.)?t\(\s*/g)].map((match) => {
    const [literal] =
      /^(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")/.exec(source.slice(match.index + match[0].length)) ?? [];
    const lines = source.slice(0, match.index).split('\n');
    return {
      file,
      line: lines.length,
      text: literal === undefined ? undefined : unquoted(literal),
      isOwn: match[1] === undefined,
      isAtImport: isAtImport(lines),
    };
  });
}

/** Whether what the last of these lines ends with belongs to a constant of the module, with no function around it. */
function isAtImport(lines: readonly string[]): boolean {
  const around = [lines.at(-1) ?? ''];
  for (const line of lines.toReversed()) {
    const depth = line.search(/\S/);
    if (depth >= 0 && depth < (around.at(-1) ?? '').search(/\S/)) around.push(line);
  }
  const isConstant = /^(?:export )?const /.test(around.at(-1) ?? '');
  return isConstant && !around.some((line) => line.includes('=>') || /\)(?:: [^=]+)? \{$/.test(line));
}

function unquoted(literal: string): string {
  const inner = literal.slice(1, -1).replace(/\\'/g, "'");
  return JSON.parse(literal.startsWith('"') ? literal : `"${inner.replace(/(?<!\\)"/g, '\\"')}"`) as string;
}

const gaps = (text: string): string[] => (text.match(/\{\d+\}/g) ?? []).sort();
/** What is the same in each language: links, code and lines. */
const fixed = (text: string): string[] => (text.match(/\]\([^)]*\)|`[^`]+`|\n/g) ?? []).sort();

const files = globSync('src/**/*.ts', { cwd: root }).filter((file) => !file.endsWith(path.join('base', 'l10n.ts')));
const calls = files.flatMap(callsIn);
const texts = [...new Set(calls.flatMap(({ text }) => text ?? []))].sort();
const where = ({ file, line }: Call): string => `${file}:${line}`;

describe('texts for people', () => {
  it('are found in the sources', () => {
    assert.ok(texts.length > 500, `${texts.length}`);
    assert.ok(texts.includes("Don't Show for This Service"), 'one with a quote');
    assert.ok(texts.includes('The settings have no service "{0}", or it is not watched here.'), 'one with quotes');
  });

  it('are literals, so that a translation can be had of each', () => {
    assert.deepEqual(calls.filter(({ text }) => text === undefined).map(where), []);
  });

  it('are made when they are needed, not when a module is imported, before the language is known', () => {
    assert.deepEqual(calls.filter(({ isAtImport }) => isAtImport).map(where), []);
  });

  it('are made by the editor where it is there, else by our own', () => {
    const hasEditor = (file: string): boolean => /^import \* as vscode from 'vscode';$/m.test(read(file));
    assert.deepEqual(calls.filter(({ file, isOwn }) => isOwn === hasEditor(file)).map(where), []);
  });

  it('count their gaps from {0} on', () => {
    for (const text of texts) {
      const named = [...new Set(gaps(text))];
      assert.deepEqual(
        named,
        named.map((_, i) => `{${i}}`),
        text,
      );
    }
  });

  for (const language of LANGUAGES) {
    describe(`in ${language}`, () => {
      const bundle = readTexts(`l10n/bundle.l10n.${language}.json`);
      const english = readTexts('package.nls.json');
      const manifest = readTexts(`package.nls.${language}.json`);

      it('are all there, and no others, in the order of the English ones', () => {
        assert.deepEqual(Object.keys(bundle), texts);
      });

      it('have the same gaps', () => {
        for (const [text, translated] of Object.entries(bundle)) assert.deepEqual(gaps(translated), gaps(text), text);
      });

      it('are there for all of package.json, in the same order', () => {
        assert.deepEqual(Object.keys(manifest), Object.keys(english));
      });

      it('have the links, the code and the lines of package.json', () => {
        for (const [key, text] of Object.entries(english))
          assert.deepEqual(fixed(manifest[key] ?? ''), fixed(text), key);
      });

      it('are there for what the walkthrough shows as Markdown', () => {
        const { contributes } = JSON.parse(read('package.json')) as {
          contributes: { walkthroughs: { steps: { media: { markdown?: string } }[] }[] };
        };
        for (const { media } of contributes.walkthroughs.flatMap(({ steps }) => steps)) {
          if (media.markdown === undefined) continue;
          // The editor looks for a file of that name beside the English one.
          const translated = read(media.markdown.replace(/\.md$/, `.nls.${language}.md`));
          const code = /```[\s\S]*?```/g;
          assert.deepEqual(translated.match(code), read(media.markdown).match(code), media.markdown);
        }
      });
    });
  }

  it('are in package.nls.json for each setting (else run scripts/writeConfigurationSchema.ts)', () => {
    const kept = Object.entries(readTexts('package.nls.json')).filter(([key]) => key.startsWith('setting.'));
    assert.deepEqual(Object.fromEntries(kept), translatableSchema().texts);
  });
});
