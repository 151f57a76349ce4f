import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { parse, type ParseError, printParseErrorCode } from 'jsonc-parser';
import { environment } from '../config/dotEnv.ts';
import { proxySettings } from '../config/proxySettings.ts';
import { type ConfigOutput, readConfig } from '../config/readConfig.ts';
import { SETTING_KEYS, SETTINGS_PREFIX, type SettingValues } from '../config/settings.ts';
import { duplicateKeys, locate } from '../config/locate.ts';
import type { Problem } from '../model/problem.ts';
import { UsageError } from './command.ts';

/** Settings out of a file, with the problems as lines of text: `settings.json:3:14: error: …`. */
export interface SettingsFile extends ConfigOutput {
  readonly problemLines: readonly string[];
  readonly hasErrors: boolean;
}

/** Where settings are looked for when no file is named. */
export const DEFAULT_SETTINGS = path.join('.vscode', 'settings.json');

/** Reads a settings.json or a .code-workspace file as the editor would for the folder that it belongs to. */
export function readSettingsFile(file: string): SettingsFile {
  const text = readText(file);
  const errors: ParseError[] = [];
  const parsed: unknown = parse(text, errors, { allowTrailingComma: true });
  const inWorkspaceFile = file.endsWith('.code-workspace');
  const settings = (inWorkspaceFile ? (parsed as { settings?: unknown } | undefined)?.settings : parsed) ?? {};
  const folderPath = folderOf(path.resolve(file));
  const envFile = path.join(folderPath, '.env');
  const proxy = proxySettings({}, (name) => process.env[name]);
  const output = readConfig({
    folders: [
      {
        folderName: path.basename(folderPath),
        folderPath,
        values: valuesOf(settings),
        env: environment(process.env, existsSync(envFile) ? readFileSync(envFile, 'utf8') : ''),
      },
    ],
    userHome: homedir(),
    ...(proxy !== undefined && { proxy }),
  });
  const all: Problem[] = [...output.problems, ...duplicateKeys(text)];
  const syntax = errors.map(
    ({ error, offset }) => `${place(file, text, offset)}: error: ${printParseErrorCode(error)}`,
  );
  return {
    ...output,
    problemLines: [...syntax, ...all.map((problem) => describe(file, text, problem))],
    hasErrors: syntax.length > 0 || all.some((problem) => problem.severity === 'error'),
  };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

/** The folder whose `.vscode/settings.json` it is, else the file's own. */
function folderOf(file: string): string {
  const folder = path.dirname(file);
  return path.basename(folder) === '.vscode' ? path.dirname(folder) : folder;
}

function valuesOf(settings: unknown): SettingValues {
  if (typeof settings !== 'object' || settings === null) return {};
  const entries = SETTING_KEYS.map(
    (key) => [key, (settings as Record<string, unknown>)[SETTINGS_PREFIX + key]] as const,
  );
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function describe(file: string, text: string, problem: Problem): string {
  const range = problem.range ?? (problem.path === undefined ? undefined : locate(text, problem.path));
  const at = range === undefined ? file : `${file}:${range.startLine + 1}:${range.startColumn + 1}`;
  return `${at}: ${problem.severity}: ${problem.message}`;
}

function place(file: string, text: string, offset: number): string {
  const lines = text.slice(0, offset).split('\n');
  return `${file}:${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`;
}
