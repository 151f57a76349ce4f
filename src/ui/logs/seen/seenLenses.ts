import * as vscode from 'vscode';
import { type Disposable, Slot } from '../../../base/disposable.ts';
import { type MessageSeen, type MessageTemplate, TEMPLATES_MAX } from '../../../protocol/logs.ts';
import { ChannelError } from '../../../protocol/rpc.ts';
import { COMMANDS } from '../../contributions.ts';
import type { LogLensesOptions } from './logLenses.ts';
import { findLogStatements } from './logStatements.ts';
import { hoverText, lensText } from './seenTexts.ts';

/** After the last change of a source. */
const TYPING_MS = 700;
/** How often what is shown is asked for again. */
const REFRESH_MS = 10_000;
const KNOWN_MAX = 5_000;
/** The first answer reads what the logs hold of the last hour. */
const ASK_TIMEOUT_MS = 15_000;

/** What lenses and hovers of log statements show, and what is known of their messages. */
export class SeenLenses implements Disposable {
  readonly #options: LogLensesOptions;
  readonly #isWanted: () => boolean;
  readonly #changed: () => void;
  readonly #timer = new Slot<Disposable>();
  /** By template; what was not seen too, so that it is not asked for at each key. */
  readonly #known = new Map<string, MessageSeen>();

  /** `changed` is told when lenses are others. */
  constructor(options: LogLensesOptions, isWanted: () => boolean, changed: () => void) {
    this.#options = options;
    this.#isWanted = isWanted;
    this.#changed = changed;
  }

  /** The settings or the logs are others. */
  forget(): void {
    this.#known.clear();
  }

  lensesOf(document: vscode.TextDocument): vscode.CodeLens[] {
    const statements = findLogStatements(document.getText(), document.languageId);
    const isNew = statements.some(({ parts }) => !this.#known.has(keyOf(parts)));
    if (isNew) this.#askIn(TYPING_MS);
    else if (statements.length > 0 && this.#timer.value === undefined) this.#askIn(REFRESH_MS);
    return statements.flatMap(({ start, parts }) => {
      const seen = this.#known.get(keyOf(parts));
      if (seen === undefined || seen.count === 0) return [];
      const place = document.positionAt(start);
      return new vscode.CodeLens(new vscode.Range(place, place), {
        title: lensText(seen),
        command: COMMANDS.showSeen,
        arguments: [parts, seen.serviceIds],
        tooltip: vscode.l10n.t('Show them in a log view'),
      });
    });
  }

  async hoverAt(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | undefined> {
    const at = document.offsetAt(position);
    const statement = findLogStatements(document.getText(), document.languageId).find(
      ({ start, end }) => start <= at && at < end,
    );
    if (statement === undefined) return undefined;
    const { parts, holes, start, end } = statement;
    const [seen] = (await this.#ask([parts])) ?? [];
    if (seen === undefined) return undefined;
    const text = hoverText(seen, holes, { command: COMMANDS.showSeen, args: [parts, seen.serviceIds] });
    const markdown = new vscode.MarkdownString(text);
    markdown.isTrusted = { enabledCommands: [COMMANDS.showSeen] };
    return new vscode.Hover(markdown, new vscode.Range(document.positionAt(start), document.positionAt(end)));
  }

  dispose(): void {
    this.#timer.dispose();
  }

  #askIn(delayMs: number): void {
    const { clock, onBug } = this.#options;
    this.#timer.set(
      clock.setTimeout(() => {
        this.#timer.set(undefined);
        this.#askForShown().catch((error: unknown) => onBug(error, 'the lenses of log statements'));
      }, delayMs),
    );
  }

  /** Asks for the statements of all sources that are shown; of a window that nobody looks at, later. */
  async #askForShown(): Promise<void> {
    if (!this.#isWanted()) return;
    const templates = new Map<string, MessageTemplate>();
    for (const { document } of vscode.window.visibleTextEditors)
      for (const { parts } of findLogStatements(document.getText(), document.languageId))
        templates.set(keyOf(parts), parts);
    if (templates.size === 0) return;
    if (vscode.window.state.focused || this.#known.size === 0) {
      const keys = [...templates.keys()].slice(0, TEMPLATES_MAX);
      const answers = await this.#ask([...templates.values()].slice(0, TEMPLATES_MAX));
      if (this.#known.size > KNOWN_MAX) this.#known.clear();
      let changed = false;
      for (const [i, seen] of (answers ?? []).entries()) {
        const key = keys[i] ?? '';
        if (JSON.stringify(this.#known.get(key)) === JSON.stringify(seen)) continue;
        this.#known.set(key, seen);
        changed = true;
      }
      if (changed) this.#changed();
    }
    if (this.#timer.value === undefined) this.#askIn(REFRESH_MS);
  }

  async #ask(templates: readonly MessageTemplate[]): Promise<readonly MessageSeen[] | undefined> {
    try {
      return await this.#options.engine.request('messagesSeen', [templates], { timeoutMs: ASK_TIMEOUT_MS });
    } catch (error) {
      // The engine is away; the lenses come with it.
      if (error instanceof ChannelError) return undefined;
      throw error;
    }
  }
}

function keyOf(parts: MessageTemplate): string {
  return parts.join('\0');
}
