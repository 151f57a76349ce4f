/** A place in a text: lines and columns count from 0, as the editor's do; the end is exclusive. */
export interface TextRange {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/**
 * An expected failure as the user meets it: a stable code, a sentence that says what to do, and where there is one the
 * place. `path` leads from the root of the settings object to the value (`["watchpost.services", "api", "health"]`).
 */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly path?: readonly (string | number)[];
  readonly range?: TextRange;
}
