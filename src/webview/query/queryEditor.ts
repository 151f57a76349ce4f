import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, insertNewlineAndIndent } from '@codemirror/commands';
import { bracketMatching, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, forceLinting, linter } from '@codemirror/lint';
import { EditorState, Prec, type Text } from '@codemirror/state';
import { EditorView, keymap, placeholder, type Rect, tooltips } from '@codemirror/view';
import { tagHighlighter, tags } from '@lezer/highlight';
import { PromQLExtension } from '@prometheus-io/codemirror-promql';
import type { Disposable } from '../../base/disposable.ts';
import { t } from '../../base/l10n.ts';
import type { TextRange } from '../../model/problem.ts';
import { h } from '../dom.ts';
import { hoverHelp } from './hoverHelp.ts';
import type { PromqlClient } from './promqlClient.ts';

export interface QueryEditorOptions {
  readonly text: string;
  readonly client: PromqlClient;
  /** The page's nonce, without which its security policy refuses the editor's style sheet. */
  readonly nonce: string;
  readonly onRun: () => void;
  readonly onChange: (text: string) => void;
}

/** Classes in place of styles: the style sheet knows the editor's theme. */
const HIGHLIGHTER = tagHighlighter([
  { tag: tags.comment, class: 'q-comment' },
  { tag: tags.string, class: 'q-string' },
  { tag: tags.number, class: 'q-number' },
  { tag: tags.function(tags.variableName), class: 'q-function' },
  { tag: [tags.keyword, tags.modifier, tags.operatorKeyword, tags.logicOperator], class: 'q-keyword' },
  { tag: tags.labelName, class: 'q-label' },
]);

const MIN_INFO_PX = 200;
const MAX_INFO_PX = 420;

/** Prometheus' PromQL editor: grows with its text; Enter runs, Shift+Enter begins a new line. */
export class QueryEditor implements Disposable {
  readonly element = h('div', { class: 'q-editor' });
  readonly #view: EditorView;
  readonly #promql: PromQLExtension;
  /** What the engine found wrong, and in which text. */
  #failure: { readonly text: string; readonly message: string; readonly range: TextRange } | undefined;

  constructor({ text, client, nonce, onRun, onChange }: QueryEditorOptions) {
    this.#promql = new PromQLExtension().setComplete({ remote: client });
    const run = (): boolean => {
      onRun();
      return true;
    };
    this.#view = new EditorView({
      parent: this.element,
      state: EditorState.create({
        doc: text,
        extensions: [
          history(),
          bracketMatching(),
          closeBrackets(),
          autocompletion({ maxRenderedOptions: 60, positionInfo: infoBesideOrBelow }),
          // Below the completion's own keys, which take Enter while a list is open.
          keymap.of(completionKeymap),
          keymap.of([
            { key: 'Enter', run },
            { key: 'Mod-Enter', run },
            { key: 'Shift-Enter', run: insertNewlineAndIndent },
          ]),
          keymap.of([...closeBracketsKeymap, ...historyKeymap, ...defaultKeymap]),
          Prec.low(syntaxHighlighting(HIGHLIGHTER)),
          this.#promql.asExtension(),
          linter((view) => this.#diagnostics(view.state.doc)),
          hoverHelp(() => client.metrics()),
          placeholder(t('PromQL query, e.g. rate(http_requests_total[5m])')),
          tooltips({ position: 'fixed' }),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-label': t('PromQL query'), spellcheck: 'false' }),
          EditorView.updateListener.of((update) => update.docChanged && onChange(update.state.doc.toString())),
          nonce === '' ? [] : EditorView.cspNonce.of(nonce),
        ],
      }),
    });
  }

  get text(): string {
    return this.#view.state.doc.toString();
  }

  /** Replaces the whole text, and puts the cursor behind it. */
  set text(text: string) {
    if (text === this.text) return;
    this.#view.dispatch({
      changes: { from: 0, to: this.#view.state.doc.length, insert: text },
      selection: { anchor: text.length },
    });
  }

  focus(): void {
    this.#view.focus();
  }

  /** Marks the place of the engine's complaint until the text changes; undefined takes the mark away. */
  showFailure(message: string, range: TextRange | undefined): void {
    this.#failure = range === undefined ? undefined : { text: this.text, message, range };
    forceLinting(this.#view);
  }

  dispose(): void {
    this.#promql.destroy();
    this.#view.destroy();
  }

  #diagnostics(doc: Text): Diagnostic[] {
    if (this.#failure === undefined || this.#failure.text !== doc.toString()) return [];
    const { message, range } = this.#failure;
    const from = offsetOf(doc, range.startLine, range.startColumn);
    const to = offsetOf(doc, range.endLine, range.endColumn);
    // A place between two characters, or at the end, is shown on the character before it.
    return [{ from: to > from ? from : Math.max(0, from - 1), to: Math.max(to, from), severity: 'error', message }];
  }
}

/** Help stands to the right of the list of completions where there is room, else below it: never on it. */
function infoBesideOrBelow(_view: EditorView, list: Rect, option: Rect, _info: Rect, space: Rect): { style: string } {
  const rightPx = space.right - list.right;
  if (rightPx >= MIN_INFO_PX) {
    return { style: `left: 100%; top: ${option.top - list.top}px; max-width: ${Math.min(MAX_INFO_PX, rightPx)}px` };
  }
  return { style: `left: -1px; top: 100%; max-width: ${Math.min(MAX_INFO_PX, space.right - list.left)}px` };
}

function offsetOf(doc: Text, line: number, column: number): number {
  const { from, to } = doc.line(Math.max(1, Math.min(doc.lines, line + 1)));
  return Math.min(to, from + column);
}
