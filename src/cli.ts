// watchpost, the engine without the editor. Each subcommand is one file in cli/ and one line in the table.
import { check } from './cli/check.ts';
import { health } from './cli/health.ts';
import { scrape } from './cli/scrape.ts';
import { query } from './cli/query.ts';
import { logs } from './cli/logs.ts';
import { rules } from './cli/rules.ts';
import { report } from './cli/report.ts';
import { printError, UsageError } from './cli/command.ts';

const COMMANDS = { check, health, scrape, query, rules, report, logs };

const [name = '', ...args] = process.argv.slice(2);
const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name as keyof typeof COMMANDS] : undefined;
if (command === undefined) {
  const lines = Object.values(COMMANDS).flatMap(({ usage, purpose }) => [`  watchpost ${usage}`, `      ${purpose}`]);
  const asked = name === '--help' || name === '-h' || name === 'help';
  (asked ? console.log : console.error)(['usage:', ...lines].join('\n'));
  process.exitCode = asked ? 0 : 2;
} else {
  try {
    process.exitCode = await command.run(args);
  } catch (error) {
    // Wrong arguments are the user's, and said in a line; anything else is a bug and shows its stack.
    if (!(error instanceof UsageError)) throw error;
    printError(`${error.message}\nusage: watchpost ${command.usage}`);
    process.exitCode = 2;
  }
}
