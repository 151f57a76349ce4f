import { parseArgs, type ParseArgsConfig } from 'node:util';

/** One subcommand of `watchpost`. */
export interface Command {
  readonly usage: string;
  readonly purpose: string;
  /** Gives the exit code. Throws `UsageError` for wrong arguments. */
  run(args: readonly string[]): Promise<number>;
}

/** Arguments that make no sense: told to the user with the usage; exit code 2. */
export class UsageError extends Error {}

/** `parseArgs` of Node with its complaints as `UsageError`. */
export function readArguments<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

export function printError(text: string): void {
  process.stderr.write(`${text}\n`);
}
