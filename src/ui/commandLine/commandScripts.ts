/** The scripts by their names in the folder that is on the PATH: for POSIX shells and for Windows. `node` may be the editor's own program. */
export function commandScripts(node: string, cli: string): Readonly<Record<'watchpost' | 'watchpost.cmd', string>> {
  return {
    watchpost: `#!/bin/sh\nELECTRON_RUN_AS_NODE=1 exec ${quoted(node)} ${quoted(cli)} "$@"\n`,
    'watchpost.cmd': [
      '@echo off',
      'setlocal',
      // cmd reads the file in the console's code page, line by line.
      ...(isAscii(node + cli) ? [] : ['chcp 65001 >nul']),
      'set ELECTRON_RUN_AS_NODE=1',
      `"${node.replaceAll('%', '%%')}" "${cli.replaceAll('%', '%%')}" %*`,
      '',
    ].join('\r\n'),
  };
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
const isAscii = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);
