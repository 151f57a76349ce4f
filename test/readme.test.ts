// What README.md says can be written, is written here as a newcomer would copy it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse, type ParseError } from 'jsonc-parser';
import { CAPTURED_BODY_MAX_BYTES } from '../src/engine/probes/http/capture.ts';
import { METRICS_MAX_BYTES } from '../src/engine/probes/metrics/metricsBody.ts';
import {
  MAX_BODY_CHARACTERS,
  MAX_INCIDENTS,
  MAX_INCIDENTS_OF_SERVICE,
  MAX_RESPONSE_BYTES,
} from '../src/engine/uptime/incidentLog.ts';
import { problemLines, read, type Settings, withService } from './config/check.ts';

const root = path.join(import.meta.dirname, '..');
const README = readFileSync(path.join(root, 'README.md'), 'utf8');
const MANIFEST = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const TEXTS = JSON.parse(readFileSync(path.join(root, 'package.nls.json'), 'utf8'));

/** Settings as a piece of the README gives them: whole settings, a service by its name, or what stands in one. */
function settingsOf(piece: string): Settings {
  const errors: ParseError[] = [];
  const found: Record<string, unknown> = parse(`{${piece.replaceAll('…', '"x"')}}`, errors);
  assert.deepEqual(errors, [], piece);
  const keys = Object.keys(found);
  // Maintenance names a service.
  const named = { database: { tcp: 'localhost:5432' } };
  if (keys.every((key) => key.startsWith('watchpost.'))) return { 'watchpost.services': named, ...found };
  if (keys.join() === 'api') return { 'watchpost.services': found };
  return withService(found);
}

describe('README.md', () => {
  const blocks = [...README.matchAll(/```jsonc\n([^]*?)```/g)].map(([, block = '']) => block);

  it('has examples', () => assert.ok(blocks.length >= 5));

  for (const block of blocks)
    it(`has an example without a problem: ${block.slice(0, 50).replaceAll('\n', ' ')}`, () => {
      const output = read(settingsOf(block));
      assert.deepEqual(problemLines(output), []);
    });

  it('has whole settings in its sentences, without a problem', () => {
    const pieces = [...README.matchAll(/`("watchpost\.[^`]*?": [^`]*)`/g)].map(([, piece = '']) => piece);
    assert.ok(pieces.length >= 7);
    for (const piece of pieces) assert.deepEqual(problemLines(read(settingsOf(piece))), [], piece);
  });

  it('lists every setting with its default, and no other', () => {
    const table = README.slice(README.indexOf('\n## Settings'), README.indexOf('\n## Commands'));
    const listed = [...table.matchAll(/^\| (`watchpost\..*?) \| .* \| (.*) \|$/gm)].flatMap(
      ([, names = '', values = '']) => {
        const defaults = values.split(', ').map((value) => (value === 'none' ? '' : value.replaceAll('`', '')));
        return names.split(', ').map((name, i) => [name.replaceAll('`', ''), defaults[i]]);
      },
    );
    const properties: Record<string, { default: unknown }> = MANIFEST.contributes.configuration.properties;
    const known = Object.entries(properties).map(([name, { default: value }]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]);
    assert.deepEqual(Object.fromEntries(listed), Object.fromEntries(known));
  });

  it('names the commands as the palette does', () => {
    const titles = new Set(
      MANIFEST.contributes.commands.map(({ title }: { title: string }) =>
        String(TEXTS[title.replaceAll('%', '')]).replace('…', ''),
      ),
    );
    const named = [...README.matchAll(/\*\*Watchpost: ([^*]+?)…?\*\*/g)].map(([, name = '']) => name);
    assert.ok(named.length > 10);
    for (const name of named) assert.ok(titles.has(name), name);
  });

  it('tells the limits that there are', () => {
    const [, limits = ''] = README.split('\n## Limits');
    const number = (value: number): string => value.toLocaleString('en');
    for (const sentence of [
      `${number(MAX_INCIDENTS_OF_SERVICE)} a service and ${number(MAX_INCIDENTS)} in all`,
      `with ${MAX_BODY_CHARACTERS / 1024} kB of the first response each and ${MAX_RESPONSE_BYTES / 2 ** 20} MB of them in all`,
      `64 MiB for metrics (8 MiB as JSON); ${CAPTURED_BODY_MAX_BYTES / 1024} kB of a failing response are kept`,
    ])
      assert.ok(limits.includes(sentence), sentence);
    assert.equal(METRICS_MAX_BYTES, 64 * 2 ** 20);
  });

  it('lists the subcommands that there are', () => {
    const lines = [...README.matchAll(/^watchpost (\w+)/gm)].map(([, name = '']) => name);
    const files = readFileSync(path.join(root, 'src/cli/main.ts'), 'utf8');
    const [, table = ''] = /const COMMANDS = \{ (.*?) \}/.exec(files) ?? [];
    assert.deepEqual([...new Set(lines)].sort(), table.split(', ').sort());
  });
});
