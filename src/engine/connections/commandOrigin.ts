import type { CommandProbeConfig, Template } from '../../model/service.ts';

/**
 * What a command's secret is bound to: the whole command line, with its environment and folder, as the settings have it.
 * The program alone would not do: whoever may write the arguments of `curl` or `node` decides where a secret goes. So a
 * changed argument is another origin, and the user is asked again.
 */
export function commandOrigin(config: Pick<CommandProbeConfig, 'command' | 'cwd' | 'env'>): string {
  const env = config.env.map(([name, value]) => `${name}=${quote(print(value))}`);
  const words = config.command.map((word) => quote(print(word)));
  return `command:${[...env, ...words].join(' ')} (in ${config.cwd})`;
}

/** One word of a POSIX shell's line that stands for exactly `text`. */
export function quote(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function print(template: Template): string {
  return template.map((piece) => (typeof piece === 'string' ? piece : `\${secret:${piece.secret}}`)).join('');
}
