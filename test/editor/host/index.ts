import { writeFileSync } from 'node:fs';
import { HOST_TESTS } from './names.ts';
import { resultsFile, TESTS } from './tests.ts';

/** What the editor calls once the extension is loaded: runs the tests one after the other and writes how they went. */
export async function run(): Promise<void> {
  const results: Record<string, { error?: string }> = {};
  for (const name of HOST_TESTS) {
    try {
      await TESTS[name]();
      results[name] = {};
    } catch (error) {
      results[name] = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
    console.log(`${results[name].error === undefined ? 'passed' : 'FAILED'}: ${name} ${results[name].error ?? ''}`);
  }
  writeFileSync(resultsFile(), JSON.stringify(results));
}
