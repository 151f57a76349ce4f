import type { Template } from '../../model/service.ts';
import * as problems from '../problems.ts';
import { readPlain, readTemplate } from '../template.ts';
import { child, isPresent, readEntries, type Value } from '../value.ts';
import type { FoundTarget, ProbeForm } from './probeForm.ts';

export const COMMAND_KEYS = ['command', 'cwd', 'env'] as const;
const EXPECTED = 'the program and its arguments as a list of texts, such as ["node", "health.js"],';

/** `command`: program and arguments as a list of texts (no shell reads them), or an object with `cwd` and `env`. */
export const commandForm: ProbeForm<'command'> = {
  kind: 'command',
  setting: 'command',
  // A process costs more than a request.
  leastDefaultIntervalMs: 30_000,
  keys: COMMAND_KEYS,
  facts: ['STATUS', 'BODY', 'CONNECTED', 'RESPONSE_TIME'],
  expected: `${EXPECTED} an object with "command", or a list of these`,
  // A list of texts is one command; a list that holds a list or an object is several.
  isShort: (raw) =>
    typeof raw === 'string' ||
    (Array.isArray(raw) && raw.length > 0 && !raw.some((item) => typeof item === 'object' && item !== null)),
  readShort(at) {
    const command = readCommand(at);
    const cwd = defaultCwd(at);
    return command && { target: { kind: 'command', command, cwd, env: [] } };
  },
  readLong(at, field) {
    const [commandAt, cwdAt, envAt] = [field('command'), field('cwd'), field('env')];
    if (!isPresent(commandAt)) {
      at.context.report(problems.missingKey(at.path, 'command', '"command": ["node", "health.js"]'));
    }
    const command = isPresent(commandAt) ? readCommand(commandAt) : undefined;
    const cwd = isPresent(cwdAt) ? readCwd(cwdAt) : defaultCwd(at);
    const env = isPresent(envAt) ? readEnv(envAt) : [];
    if (command === undefined || cwd === undefined || env === undefined) return undefined;
    return { target: { kind: 'command', command, cwd, env } } satisfies FoundTarget<'command'>;
  },
};

function readCommand(at: Value): Template[] | undefined {
  const { raw } = at;
  if (!Array.isArray(raw) || raw.length === 0) {
    at.context.report(problems.wrongType(at.path, EXPECTED, raw));
    return undefined;
  }
  // What runs is never a secret's choice; its arguments may hold one.
  const program = readPlain(child(at, 0), 'the program as a text');
  const rest = raw.slice(1).map((_, i) => readTemplate(child(at, i + 1), 'the argument as a text'));
  const words = [program === undefined ? undefined : [program], ...rest].filter((word) => word !== undefined);
  return words.length === raw.length ? words : undefined;
}

function readCwd(at: Value): string | undefined {
  const cwd = readPlain(at, 'a folder such as "${workspaceFolder}/api"');
  if (cwd === undefined || /^(?:[/\\]|[A-Za-z]:[/\\])/.test(cwd)) return cwd;
  const base = defaultCwd(at);
  return base === '.' ? cwd : `${base.replace(/[/\\]+$/, '')}/${cwd.replace(/^\.[/\\]/, '')}`;
}

function defaultCwd({ context: { variables } }: Value): string {
  return variables.folderPath ?? variables.userHome ?? '.';
}

function readEnv(at: Value): (readonly [name: string, value: Template])[] | undefined {
  const entries = readEntries(at, 'environment variables as an object, such as { "PORT": "3000" },');
  if (entries === undefined) return undefined;
  const env: (readonly [name: string, value: Template])[] = [];
  for (const [name, value] of entries) {
    if (name === '' || /[=\p{Cc}]/u.test(name)) {
      at.context.report(problems.badEnvironmentName(value.path));
      continue;
    }
    const template = readTemplate(value, 'the value as a text');
    if (template !== undefined) env.push([name, template]);
  }
  return env.length === entries.length ? env : undefined;
}
