const ENTRY =
  /^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.-]*)[ \t]*=[ \t]*(?:'([^']*)'|"((?:\\[^]|[^"\\])*)"|`([^`]*)`|([^\n]*))/gm;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/**
 * The variables of a `.env` file, as the npm package dotenv reads them: comments, `export`, single quotes and back quotes
 * literal, double quotes with `\n`, quoted values over several lines; an unquoted value ends at `#`. The last of a name wins.
 */
export function parseDotEnv(text: string): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  const lines = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  for (const [, name = '', single, double, back, bare] of lines.matchAll(ENTRY)) {
    const quoted = single ?? back;
    if (quoted !== undefined) variables.set(name, quoted);
    else if (double !== undefined) {
      variables.set(
        name,
        double.replace(
          /\\([^])/g,
          (_, escaped: string) => ESCAPES[escaped] ?? (/["\\$`]/.test(escaped) ? escaped : `\\${escaped}`),
        ),
      );
    } else variables.set(name, (bare ?? '').replace(/#.*$/s, '').trim());
  }
  return variables;
}

/** Looks a variable up in the environment first, then in the folder's `.env` text. */
export function environment(
  variables: Readonly<Record<string, string | undefined>>,
  dotEnvText = '',
): (name: string) => string | undefined {
  const fromFile = parseDotEnv(dotEnvText);
  return (name) => (Object.hasOwn(variables, name) ? variables[name] : undefined) ?? fromFile.get(name);
}
