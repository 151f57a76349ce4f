// Each subcommand is one file and one line in the table.
import { nearest } from '../config/nearest.ts';
import { type Command, printError, UsageError } from './command.ts';
import { check } from './check.ts';
import { health } from './health.ts';
import { logs } from './logs.ts';
import { query } from './query.ts';
import { report } from './report.ts';
import { rules } from './rules.ts';
import { scrape } from './scrape.ts';
import { VERSION } from '../engine/version.ts';

const COMMANDS = { check, health, scrape, query, rules, report, logs } satisfies Record<string, Command>;

/** Runs what the arguments ask for, or says what could be asked for; gives the exit code. */
export async function main([name = '', ...args]: readonly string[]): Promise<number> {
  if (asksForHelp(name) || name === 'help') return say(usageOfAll());
  if (name === '--version' || name === '-v') return say(`watchpost ${VERSION}`);
  if (!isCommand(name)) return refuse(name);
  const command: Command = COMMANDS[name];
  // What follows "--" is no option.
  if (args.slice(0, args.includes('--') ? args.indexOf('--') : args.length).some(asksForHelp))
    return say(usageOf(command));
  try {
    return await command.run(args);
  } catch (error) {
    // Wrong arguments are the user's, and said in a line; anything else is a bug and shows its stack.
    if (!(error instanceof UsageError)) throw error;
    printError(`${error.message}\nusage: watchpost ${command.usage}`);
    return 2;
  }
}

function refuse(name: string): number {
  if (name === '') printError(usageOfAll());
  else {
    const meant = nearest(name, Object.keys(COMMANDS));
    const hint = meant === undefined ? '' : `; did you mean "${meant}"?`;
    printError(`there is no command "${name}"${hint}\nwatchpost --help lists them`);
  }
  return 2;
}

function say(text: string): number {
  console.log(text);
  return 0;
}

const isCommand = (name: string): name is keyof typeof COMMANDS => Object.hasOwn(COMMANDS, name);
const asksForHelp = (arg: string): boolean => arg === '--help' || arg === '-h';

const usageOfAll = (): string =>
  [
    'usage:',
    ...Object.values(COMMANDS).flatMap(({ usage, purpose }) => [`  watchpost ${usage}`, `      ${purpose}`]),
  ].join('\n');
const usageOf = ({ usage, purpose }: Command): string => `usage: watchpost ${usage}\n  ${purpose}`;
