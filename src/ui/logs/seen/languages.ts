/** The languages whose log statements are read, by the editor's identifiers. */
export const LOG_LANGUAGES = [
  'javascript',
  'javascriptreact',
  'typescript',
  'typescriptreact',
  'vue',
  'svelte',
  'python',
  'go',
  'java',
  'groovy',
  'kotlin',
  'scala',
  'csharp',
  'rust',
  'ruby',
] as const;
