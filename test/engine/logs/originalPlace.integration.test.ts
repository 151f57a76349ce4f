// Places in what esbuild built, as a real error's stack names them in what the real pino writes.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { recogniseFormat } from '../../../src/engine/logs/formats/registry.ts';
import { OriginalPlaces } from '../../../src/engine/logs/places/originalPlace.ts';
import type { OriginalPlace } from '../../../src/protocol/logs.ts';

const PAY = `interface Order {
  readonly id: number;
}

/** Takes the money. */
export function pay(order: Order): never {
  const reason: string = 'no funds';
  throw new Error(\`order \${order.id}: \${reason}\`);
}
`;
const MAIN = `import { pay } from './pay.ts';
import { createRequire } from 'node:module';
const pino = createRequire(import.meta.url)(process.argv[2]!);
const log = pino(pino.destination({ dest: process.argv[3], sync: true }));
try {
  pay({ id: 7 });
} catch (error) {
  log.error(error, 'payment failed');
}
`;

describe('the original place of one in a built file', function () {
  let folder: string;
  let places: OriginalPlaces;
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'watchpost-places-')));
    mkdirSync(path.join(folder, 'src'));
    writeFileSync(path.join(folder, 'src/pay.ts'), PAY);
    writeFileSync(path.join(folder, 'src/main.ts'), MAIN);
    places = new OriginalPlaces();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const bundle = path.join('dist', 'main.mjs');
  async function built(sourcemap: 'linked' | 'inline' | 'external'): Promise<void> {
    await build({
      absWorkingDir: folder,
      entryPoints: ['src/main.ts'],
      outfile: bundle,
      bundle: true,
      minify: true,
      platform: 'node',
      format: 'esm',
      sourcemap,
      logLevel: 'silent',
    });
  }
  /** The place in the bundle that the stack begins with, as the record has it. */
  function thrownAt(): { readonly line: number; readonly column: number } {
    const log = path.join(folder, 'app.log');
    execFileSync(process.execPath, [bundle, path.resolve('node_modules/pino/pino.js'), log], { cwd: folder });
    const lines = [readFileSync(log, 'utf8').trim()];
    const stack = recogniseFormat(lines).read(lines, { nowMs: 0 })?.error?.stack ?? '';
    const [, file, line, column] = /file:\/\/(\S*main\.mjs):(\d+):(\d+)/.exec(stack) ?? [];
    assert.equal(file, path.join(folder, bundle), stack);
    return { line: Number(line), column: Number(column) };
  }
  const find = (place: { line: number; column: number }, folders = [folder]): Promise<OriginalPlace | undefined> =>
    places.find({ file: path.join(folder, bundle), ...place, folders });
  const EXPECTED = { line: 8, column: 9 };

  for (const kind of ['linked', 'inline', 'external'] as const) {
    it(`is told by a ${kind} source map`, async () => {
      await built(kind);
      const found = await find(thrownAt());
      assert.deepEqual(
        { file: found?.file, line: found?.line, column: found?.column },
        { file: path.join(folder, 'src/pay.ts'), ...EXPECTED },
      );
    });
  }

  it('is that of the line where no column is known', async () => {
    await built('linked');
    assert.equal((await find({ line: 1, column: 0 }))?.file?.startsWith(path.join(folder, 'src')), true);
  });

  it('is not known without a map, nor with what is none or too large', async () => {
    await built('linked');
    const map = path.join(folder, `${bundle}.map`);
    const place = thrownAt();
    for (const text of [
      '',
      'no map',
      '[]',
      'null',
      '{"version":3,"sources":[],"mappings":7}',
      '{"version":3,"sections":[null]}',
    ]) {
      writeFileSync(map, text);
      assert.equal(await find(place), undefined, text);
    }
    truncateSync(map, 33 * 1024 * 1024);
    assert.equal(await find(place), undefined);
    rmSync(map);
    assert.equal(await find(place), undefined);
    mkdirSync(map);
    assert.equal(await find(place), undefined);
  });

  it('is nowhere outside the folders, whatever file, map or link say', async () => {
    await built('linked');
    const place = thrownAt();
    assert.equal(await find(place, [path.join(folder, 'src')]), undefined, 'the built file is outside');
    assert.equal((await find(place, [path.join(folder, 'dist')]))?.file, undefined, 'the source is outside');
    const map = path.join(folder, `${bundle}.map`);
    const mapText = readFileSync(map, 'utf8');
    for (const source of [
      '../../../../../../etc/hostname',
      '/etc/hostname',
      pathToFileURL('/etc/hostname').href,
      'file://host/etc/hostname',
    ]) {
      writeFileSync(map, JSON.stringify({ ...JSON.parse(mapText), sources: [source, source, source] }));
      assert.equal((await find(place))?.file, undefined, source);
    }
    const outside = mkdtempSync(path.join(tmpdir(), 'watchpost-outside-'));
    renameSync(map, path.join(outside, 'main.map'));
    writeFileSync(path.join(outside, 'main.map'), mapText);
    symlinkSync(path.join(outside, 'main.map'), map);
    assert.equal(await find(place), undefined, 'a map by way of a link');
    const js = readFileSync(path.join(folder, bundle), 'utf8');
    writeFileSync(
      path.join(folder, bundle),
      js.replace(/sourceMappingURL=.*/, `sourceMappingURL=${path.join(outside, 'main.map')}`),
    );
    assert.equal(await find(place), undefined, 'a map by its name');
    writeFileSync(
      path.join(folder, bundle),
      js.replace(/sourceMappingURL=.*/, 'sourceMappingURL=http://127.0.0.1:9/x.map'),
    );
    assert.equal(await find(place), undefined, 'a map on a server');
    rmSync(outside, { recursive: true });
  });

  it('is read anew when it is built anew', async () => {
    await built('linked');
    assert.equal((await find(thrownAt()))?.line, 8);
    writeFileSync(path.join(folder, 'src/pay.ts'), `\n\n${PAY}`);
    await built('linked');
    rmSync(path.join(folder, 'app.log'));
    assert.equal((await find(thrownAt()))?.line, 10);
  });
});
