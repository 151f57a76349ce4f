import assert from 'node:assert/strict';
import { runScript } from '../../conformance/promqltest/runScript.ts';
import { ScriptStore } from '../../conformance/promqltest/scriptStore.ts';

/** Series in the notation of Prometheus' suite, a sample every `stepMs` from 0 on. */
export function sourceOf(stepMs: number, ...lines: readonly string[]): ScriptStore {
  const store = new ScriptStore();
  store.load(stepMs, lines);
  return store;
}

/** Runs a script in the language of Prometheus' suite, with its re-checks, and fails with what it found. */
export function checkScript(script: string): void {
  const cases = runScript(script);
  assert.ok(cases.length > 0, 'the script evaluates nothing');
  for (const { line, query, found } of cases) assert.equal(found, undefined, `line ${line}, ${query}`);
}
