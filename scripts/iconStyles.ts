import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import subsetFont from 'subset-font';
import { ICONS } from '../src/webview/icons.ts';

const RULE = /^\.codicon-([a-z0-9-]+):before \{ content: "\\([0-9a-f]+)" \}$/gm;

/**
 * The codicons' styles with their font in them, both with the icons of pages only. Each page has them in its document, which
 * the editor copies several times on its way: all of the font would be four fifths of what it loads.
 */
export async function iconStyles(): Promise<string> {
  const folder = path.dirname(createRequire(import.meta.url).resolve('@vscode/codicons/dist/codicon.css'));
  const styles = readFileSync(path.join(folder, 'codicon.css'), 'utf8');
  const codes = new Map(
    [...styles.matchAll(RULE)].map(([, name = '', code = '']) => [name, Number.parseInt(code, 16)]),
  );
  const used = ICONS.map((name) => {
    const code = codes.get(name);
    if (code === undefined) throw new Error(`there is no codicon "${name}"`);
    return { name, code };
  });
  const text = String.fromCodePoint(...used.map(({ code }) => code));
  const font = await subsetFont(readFileSync(path.join(folder, 'codicon.ttf')), text, { targetFormat: 'woff2' });
  const url = `data:font/woff2;base64,${font.toString('base64')}`;
  return [
    styles.replace(RULE, '').replace(/url\("[^"]*"\) format\("truetype"\)/, `url("${url}") format("woff2")`),
    ...used.map(({ name, code }) => `.codicon-${name}:before { content: "\\${code.toString(16)}" }`),
  ].join('\n');
}
