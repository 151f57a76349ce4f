/** How a suite went. What could not be run counts as skipped, with a reason. */
export interface Score {
  readonly passed: number;
  readonly total: number;
  readonly skipped: number;
}

/** What a runner of a suite is asked for. */
export interface SuiteOptions {
  /** The folder of all suites, or of this one. */
  readonly path?: string;
  /** `failed` names each case that failed, with what was found. */
  readonly list?: 'failed';
}

/** Counts the cases of a suite by file and prints how each file went. */
export class Scoreboard {
  readonly #suite: string;
  readonly #print: (line: string) => void;
  readonly #listsFailed: boolean;
  #passed = 0;
  #total = 0;
  #skipped = 0;

  constructor(suite: string, options: SuiteOptions, print: (line: string) => void) {
    this.#suite = suite;
    this.#print = print;
    this.#listsFailed = options.list === 'failed';
  }

  /** One file with its cases: each has a name and, where it failed, what was found. */
  file(name: string, cases: readonly { readonly name: string; readonly found: string | undefined }[]): void {
    const failed = cases.filter(({ found }) => found !== undefined);
    this.#print(`${name}: ${cases.length - failed.length} of ${cases.length}`);
    if (this.#listsFailed) for (const each of failed) this.#print(`  failed: ${each.name}: ${each.found}`);
    this.#passed += cases.length - failed.length;
    this.#total += cases.length;
  }

  skip(name: string, reason: string, count = 1): void {
    this.#print(`${name}: skipped, ${reason}`);
    this.#skipped += count;
  }

  /** Prints the last line and gives the score. */
  end(): Score {
    this.#print(`${this.#suite}: ${this.#passed} of ${this.#total} passed, ${this.#skipped} skipped`);
    return { passed: this.#passed, total: this.#total, skipped: this.#skipped };
  }
}
