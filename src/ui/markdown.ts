/** `text` from outside as Markdown that shows exactly it: no markup, link, image, HTML, icon or line break comes of it. */
export function escapeMarkdown(text: string): string {
  return (
    text
      .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
      // The editor looks for `$(icon)` after the Markdown was read, when no backslash is left: a zero-width space parts it.
      .replaceAll('$(', '$\u200B(')
      .replace(/[\\`*_{}[\]()#+\-.!|~<>&:@=^]/g, '\\$&')
  );
}

/** `message` as a notification shows it: no text from outside in it becomes a link, which could run a command. */
export function withoutLinks(message: string): string {
  return message.replaceAll('](', ']\u200B(');
}

/** `text` from outside as inline code, which nothing in it can end, and in which `$(icon)` is no icon. */
export function inlineCode(text: string): string {
  const line = text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll('$(', '$\u200B(')
    .trim();
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return line === '' ? '' : `${fence}${line.startsWith('`') ? ' ' : ''}${line}${line.endsWith('`') ? ' ' : ''}${fence}`;
}

/** `text` cut to `length` characters with an ellipsis in place of the rest. */
export function shorten(text: string, length: number): string {
  // Of a text that is much too long no more is looked at than can be shown: a character has two code units at most.
  const characters = Array.from(text.slice(0, 2 * length + 2));
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}

/** A link that runs `command` of the editor with `args`; the text around it must allow that command. */
export function commandLink(label: string, command: string, args: readonly unknown[] = []): string {
  const query =
    args.length === 0
      ? ''
      : `?${encodeURIComponent(JSON.stringify(args)).replaceAll(')', '%29').replaceAll('(', '%28')}`;
  return `[${label}](command:${command}${query})`;
}
