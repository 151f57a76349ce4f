import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { DisposableStore, Slot } from '../../base/disposable.ts';
import type { RuleTestFailure } from '../../protocol/rules.ts';
import { ChannelError } from '../../protocol/rpc.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import { readOpenText } from '../openText.ts';
import { toRange } from '../settings/settingsProblems.ts';
import { watchFiles } from '../watchFiles.ts';

/** Files that may hold unit tests of rules: a look at their text tells. */
const FILES = '**/*test*.{yml,yaml}';
const NOT_LOOKED_INTO = '**/{node_modules,.git,dist,vendor}/**';
const MAX_FILES = 200;
const MAX_BYTES = 1024 * 1024;
const DEBOUNCE_MS = 300;
const RUN_TIMEOUT_MS = 60_000;
const IS_TEST_FILE = /^(rule_files|tests):/m;

/** Unit tests of rules (promtool's `test rules`) in the Test Explorer: found, run, and shown with their differences at their line. */
export class RuleTests implements vscode.Disposable {
  readonly #engine: EngineClient;
  readonly #clock: Clock;
  readonly #onBug: (error: unknown, where: string) => void;
  readonly #store = new DisposableStore();
  readonly #controller: vscode.TestController;
  readonly #timer = this.#store.own(new Slot());

  constructor(engine: EngineClient, clock: Clock, onBug: (error: unknown, where: string) => void) {
    this.#engine = engine;
    this.#clock = clock;
    this.#onBug = onBug;
    this.#controller = this.#store.own(
      vscode.tests.createTestController('watchpost.ruleTests', vscode.l10n.t('Prometheus Rules')),
    );
    this.#controller.refreshHandler = () => this.#find();
    this.#controller.createRunProfile(
      vscode.l10n.t('Run'),
      vscode.TestRunProfileKind.Run,
      (request, token) => this.#run(request, token),
      true,
    );
    this.#store.own(watchFiles([FILES], () => this.#findLater()));
    this.#store.own(engine.onDidConnect(() => this.#findLater()));
    this.#findLater();
  }

  dispose(): void {
    this.#store.dispose();
  }

  #findLater(): void {
    const find = (): void => {
      this.#find().catch((error: unknown) => this.#onBug(error, 'finding tests of rules'));
    };
    this.#timer.set(this.#clock.setTimeout(find, DEBOUNCE_MS));
  }

  async #find(): Promise<void> {
    const uris = await vscode.workspace.findFiles(FILES, NOT_LOOKED_INTO, MAX_FILES);
    const files = await Promise.all(uris.map((uri) => this.#readFile(uri)));
    this.#controller.items.replace(files.filter((item) => item !== undefined));
  }

  async #readFile(uri: vscode.Uri): Promise<vscode.TestItem | undefined> {
    const text = await readOpenText(uri, MAX_BYTES);
    if (text === undefined || !IS_TEST_FILE.test(text)) return undefined;
    // Rules are read by the engine, which may not be needed for anything else here.
    this.#engine.start();
    const tests = await this.#engine.request('ruleTests', [text]).catch(noneWhileAway);
    if (tests.length === 0) return undefined;
    const file = this.#controller.createTestItem(uri.toString(), vscode.workspace.asRelativePath(uri), uri);
    file.children.replace(
      tests.map(({ name, range }, i) => {
        const label = name === '' ? vscode.l10n.t('Test {0}', i + 1) : name;
        const item = this.#controller.createTestItem(String(i), label, uri);
        if (range !== undefined) item.range = toRange(range);
        return item;
      }),
    );
    return file;
  }

  async #run(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    const run = this.#controller.createTestRun(request);
    try {
      for (const [file, tests] of chosen(request, this.#controller.items)) {
        if (token.isCancellationRequested) break;
        await this.#runFile(run, file, tests);
      }
    } finally {
      run.end();
    }
  }

  async #runFile(run: vscode.TestRun, file: vscode.TestItem, tests: readonly vscode.TestItem[]): Promise<void> {
    const { uri } = file;
    const text = uri === undefined ? undefined : await readOpenText(uri, MAX_BYTES);
    if (uri === undefined || text === undefined) return;
    for (const test of tests) run.started(test);
    this.#engine.start();
    const startedMs = this.#clock.monotonic();
    const indices = tests.map(({ id }) => Number(id));
    const result = await this.#engine.request('runRuleTests', [uri.fsPath, text, indices], {
      timeoutMs: RUN_TIMEOUT_MS,
    });
    const durationMs = (this.#clock.monotonic() - startedMs) / Math.max(1, tests.length);
    for (const test of tests) {
      const outcome = result.tests.find(({ index }) => index === Number(test.id));
      if (outcome === undefined) run.errored(test, new vscode.TestMessage(result.problems.join('\n')));
      else if (outcome.failures.length === 0) run.passed(test, durationMs);
      else
        run.failed(
          test,
          outcome.failures.map((failure) => messageOf(failure, uri, test)),
          durationMs,
        );
    }
  }
}

/** The tests that are to be run, by their files. */
function chosen(
  { include, exclude }: vscode.TestRunRequest,
  all: vscode.TestItemCollection,
): Map<vscode.TestItem, vscode.TestItem[]> {
  const byFile = new Map<vscode.TestItem, vscode.TestItem[]>();
  const add = (item: vscode.TestItem): void => {
    if (exclude?.includes(item) === true) return;
    if (item.parent === undefined) item.children.forEach(add);
    else byFile.set(item.parent, [...(byFile.get(item.parent) ?? []), item]);
  };
  if (include === undefined) all.forEach(add);
  else for (const item of include) add(item);
  return byFile;
}

function messageOf(
  { text, range, expected, actual }: RuleTestFailure,
  uri: vscode.Uri,
  test: vscode.TestItem,
): vscode.TestMessage {
  const message =
    expected === undefined || actual === undefined
      ? new vscode.TestMessage(text.trim())
      : vscode.TestMessage.diff(text.trim(), expected, actual);
  const place = range === undefined ? test.range : toRange(range);
  if (place !== undefined) message.location = new vscode.Location(uri, place);
  return message;
}

/** Found again once the engine is there. */
function noneWhileAway(error: unknown): [] {
  if (error instanceof ChannelError) return [];
  throw error;
}
