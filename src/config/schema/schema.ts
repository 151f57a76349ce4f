/** A JSON schema as the editor reads it: draft 7 with the editor's own `markdownDescription`, `defaultSnippets`, …. */
export type Schema = Readonly<Record<string, unknown>>;

const VARIABLES =
  '`${env:NAME}`, `${environment}`, `${workspaceFolder}`, `${workspaceFolderBasename}` and `${userHome}` are put in when the settings are read';

/** The sentence on what may stand in a text. */
export const WITH_SECRETS = `${VARIABLES}; \`\${secret:NAME}\` stands for a secret, typed in with the command _Watchpost: Set Secret_.`;
export const WITHOUT_SECRETS = `${VARIABLES}.`;

/** A duration in Prometheus' form: `500ms`, `15s`, `1m30s`. */
export function duration(markdownDescription: string, examples: readonly string[]): Schema {
  return {
    type: 'string',
    pattern: '^(?=.)(?:\\d+y)?(?:\\d+w)?(?:\\d+d)?(?:\\d+h)?(?:\\d+m)?(?:\\d+s)?(?:\\d+ms)?$',
    patternErrorMessage: 'Write a duration: a number with its unit, such as "500ms", "15s" or "1m30s".',
    examples,
    markdownDescription,
  };
}

/** A whole number from `minimum` to `maximum`. */
export function count(markdownDescription: string, minimum: number, maximum: number): Schema {
  return { type: 'integer', minimum, maximum, markdownDescription };
}

/** A text that is not empty. */
export function text(markdownDescription: string, examples: readonly string[] = []): Schema {
  return { type: 'string', minLength: 1, ...(examples.length > 0 && { examples }), markdownDescription };
}
