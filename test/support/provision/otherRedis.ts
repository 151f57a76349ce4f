import { access, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { err, ok, type Result } from '../../../src/base/result.ts';
import { withFileLock } from './fileLock.ts';
import { runToEnd } from './runToEnd.ts';

/** Redis and what came of it in versions that this system's release does not have: packages of Debian's other releases. */
const FLAVOURS = {
  redis6: {
    release: 'bullseye',
    program: 'redis-server',
    packages: ['redis-tools', 'redis-server', 'liblua5.1-0', 'lua-cjson', 'lua-bitop', 'libssl1.1'],
  },
  redis8: {
    release: 'trixie',
    program: 'redis-server',
    packages: ['redis-tools', 'redis-server', 'libc6', 'libstdc++6', 'libgcc-s1'],
  },
  valkey8: { release: 'bookworm-backports', program: 'valkey-server', packages: ['valkey-tools', 'valkey-server'] },
} as const;
export type RedisFlavour = keyof typeof FLAVOURS;
export const REDIS_FLAVOURS = Object.keys(FLAVOURS) as RedisFlavour[];

/** How a program is run: arguments that stand before its own. */
export interface RedisProgram {
  readonly path: string;
  readonly before: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

/**
 * The server of another release, unpacked into a temporary folder: nothing is installed, and the system's list of packages stays as it is.
 * The error is one sentence that says why there is none.
 */
export async function provideOtherRedis(
  flavour: RedisFlavour,
  onProgress: (line: string) => void = console.error,
): Promise<Result<RedisProgram, string>> {
  const { release, program } = FLAVOURS[flavour];
  const osRelease = await readFile('/etc/os-release', 'utf8').catch(() => '');
  if (!/^VERSION_CODENAME=bookworm$/m.test(osRelease)) {
    return err(`${flavour}: the packages of ${release} are tried on Debian 12 only.`);
  }
  const root = join(tmpdir(), `watchpost-${flavour}-${process.getuid?.() ?? 0}`);
  const waiting = (): void => onProgress(`Waiting for another process that fetches ${flavour}`);
  return withFileLock(`${root}.lock`, waiting, async () => {
    if (!(await exists(join(root, 'usr/bin', program)))) {
      onProgress(`Fetching ${flavour} from Debian ${release}`);
      const fetched = await fetchInto(root, flavour);
      if (!fetched.ok) return err(`${flavour}: ${fetched.error}.`);
    }
    const found = await programIn(root, program);
    const { code, output } = await runToEnd(found.path, [...found.before, '--version'], { env: found.env });
    return code === 0 ? ok(found) : err(`${flavour}: it does not run here (${output.trim().split('\n').at(-1)}).`);
  });
}

async function fetchInto(root: string, flavour: RedisFlavour): Promise<Result<void, string>> {
  const { release, packages } = FLAVOURS[flavour];
  const work = `${root}.work`;
  await rm(work, { recursive: true, force: true });
  for (const folder of ['lists/partial', 'cache/archives/partial', 'root']) {
    await mkdir(join(work, folder), { recursive: true });
  }
  await writeFile(
    join(work, 'sources.list'),
    `deb [signed-by=${KEYRING}] http://deb.debian.org/debian ${release} main\n`,
  );
  const settings = {
    'Dir::Etc::sourcelist': join(work, 'sources.list'),
    'Dir::Etc::sourceparts': '-',
    'Dir::State::lists': join(work, 'lists'),
    'Dir::Cache': join(work, 'cache'),
    'APT::Sandbox::User': '',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  try {
    for (const args of [
      ['update', '-qq'],
      ['download', '-qq', ...packages.map((name) => `${name}/${release}`)],
    ]) {
      const { code, output } = await runToEnd('apt-get', [...options, ...args], { cwd: work, timeoutMs: 120_000 });
      if (code !== 0) return err(`apt-get ${args[0]} failed (${output.trim().split('\n').at(-1) ?? ''})`);
    }
    for (const name of await readdir(work)) {
      if (name.endsWith('.deb')) await runToEnd('dpkg-deb', ['-x', join(work, name), join(work, 'root')]);
    }
    await rm(root, { recursive: true, force: true });
    await rename(join(work, 'root'), root);
    return ok(undefined);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** With its own C library by its own loader, else with the libraries that came along before the system's. */
async function programIn(root: string, program: string): Promise<RedisProgram> {
  const path = join(root, 'usr/bin', program);
  const folders = (await readdir(join(root, 'usr/lib')).catch((): string[] => []))
    .filter((name) => name.endsWith('-linux-gnu'))
    .map((name) => [join(root, 'usr/lib', name), join('/usr/lib', name)] as const);
  const library = folders.flat().join(':');
  for (const [own] of folders) {
    const loader = (await readdir(own)).find((name) => name.startsWith('ld-linux'));
    if (loader !== undefined) {
      return { path: join(own, loader), before: ['--library-path', library, path], env: process.env };
    }
  }
  return { path, before: [], env: { ...process.env, ...(library !== '' && { LD_LIBRARY_PATH: library }) } };
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
