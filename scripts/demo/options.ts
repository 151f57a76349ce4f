import { parseArgs } from 'node:util';

export const DEMO_USAGE = `usage: npm run demo -- [--for SECONDS] [--no-open] [--no-build]

Builds the extension, starts the five sample systems with real PostgreSQL and Redis, and opens VS Code on a workspace that
watches them: the desktop's where \`code\` is on the PATH, else the server from npm, whose address is printed.

  --for SECONDS   ends by itself
  --no-open       leaves the desktop alone and prints the server's address
  --no-build      takes dist/ as it is`;

export interface DemoOptions {
  readonly forSeconds?: number;
  readonly opens: boolean;
  readonly builds: boolean;
}

/** What the arguments ask for; `help` for the usage, or a sentence that says what is wrong with them. */
export function readDemoOptions(args: readonly string[]): DemoOptions | 'help' | { readonly wrong: string } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        for: { type: 'string' },
        'no-open': { type: 'boolean' },
        'no-build': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help === true) return 'help';
    const given = values.for;
    if (given !== undefined && !/^\d+(\.\d+)?$/.test(given)) return { wrong: `"${given}" is no number of seconds` };
    return {
      ...(given !== undefined && { forSeconds: Number(given) }),
      opens: values['no-open'] !== true,
      builds: values['no-build'] !== true,
    };
  } catch (error) {
    // parseArgs tells of an argument that it does not know by throwing.
    if (error instanceof TypeError) return { wrong: error.message };
    throw error;
  }
}
