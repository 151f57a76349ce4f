import { t } from '../../base/l10n.ts';

/** A step of a runbook: what it does, and the lines of shell that do it. */
export interface RunbookStep {
  /** The heading that it stands under; empty where there is none. */
  readonly section: string;
  readonly title: string;
  readonly command: string;
  /** Of the command's first line in the file, from 0. */
  readonly line: number;
  /** Why it is not to be run, in a sentence; absent where it may be. */
  readonly refused?: string;
}

const SHELLS = /^(bash|sh|shell|zsh|console|shell-?session|terminal)$/i;
const MAX_STEPS = 200;
/** What a dialog can show: nobody agrees to what cannot be read. */
const MAX_COMMAND = 1_000;
const MAX_LINES = 20;
const MAX_HEADING = 300;

/**
 * The steps of a runbook in Markdown: each fenced block of shell, and where it has comments each comment with the lines
 * below it. A heading, or a line that is bold as a whole, names the section.
 */
export function runbookSteps(markdown: string): readonly RunbookStep[] {
  const steps: RunbookStep[] = [];
  const lines = markdown.split(/\r?\n/);
  let section = '';
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? '';
    const heading = headingOf(line);
    if (heading !== undefined) section = heading;
    const fence = /^ {0,3}(`{3,}|~{3,})\s*(\S*)/.exec(line);
    if (fence === null) continue;
    const [, mark = '', language = ''] = fence;
    const end = closing(lines, i + 1, mark);
    if (SHELLS.test(language)) steps.push(...stepsOf(lines.slice(i + 1, end), section, i + 1, language));
    i = end;
  }
  return steps.slice(0, MAX_STEPS);
}

/** The steps whose section is about that alert: its name in other letters, `ApiDown` for `API Down`. */
export function stepsFor(steps: readonly RunbookStep[], alertname: string): readonly RunbookStep[] {
  const wanted = plain(alertname);
  return wanted === '' ? [] : steps.filter(({ section }) => plain(section) === wanted);
}

/** The place that a link's `#fragment` names, as Markdown's readers make it of a heading. */
export function slugOf(section: string): string {
  return section
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');
}

/** Whether the command can stand in a terminal without being run: the end of a line runs it. */
export function canBeTyped(command: string): boolean {
  return !command.includes('\n');
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** What a heading, or a line that is bold as a whole, says. */
function headingOf(line: string): string | undefined {
  // A longer one names nothing; and a pattern that looks for the end of it from each place would take for ever.
  if (line.length > MAX_HEADING) return undefined;
  const heading = /^#{1,6}\s+(.*?)\s*#*$/.exec(line)?.[1] ?? /^\*\*([^*]+)\*\*:?\s*$/.exec(line)?.[1];
  return heading?.replace(/:\s*$/, '').trim();
}

function closing(lines: readonly string[], from: number, mark: string): number {
  const fence = mark.charAt(0);
  for (let i = from; i < lines.length; i++) {
    const text = (lines[i] ?? '').trimEnd();
    const bare = text.trimStart();
    if (text.length - bare.length <= 3 && bare.length >= mark.length && bare === fence.repeat(bare.length)) return i;
  }
  return lines.length;
}

function stepsOf(lines: readonly string[], section: string, firstLine: number, language: string): RunbookStep[] {
  // In a session what is typed stands behind a prompt, and the rest is what came of it.
  const session = /^(console|shell-?session|terminal)$/i.test(language) && lines.some((line) => /^\s*[$>] /.test(line));
  const steps: RunbookStep[] = [];
  let [title, command, at] = ['', [] as string[], firstLine];
  const end = (): void => {
    const text = command.join('\n').trim();
    if (text !== '') steps.push(stepOf(section, title, text, at));
    [title, command] = ['', []];
  };
  lines.forEach((raw, i) => {
    const line = session ? raw.replace(/^\s*[$>] /, '') : raw;
    if (session && line === raw) return;
    const comment = /^\s*#+\s*(.*)$/.exec(line)?.[1];
    const continued = command.at(-1)?.endsWith('\\') === true;
    if (comment !== undefined && !continued && !line.startsWith('#!')) {
      end();
      title = comment;
      return;
    }
    if (command.length === 0) {
      if (line.trim() === '') return;
      at = firstLine + i;
    }
    // A shell that is typed at takes a tab as the wish to have the word completed.
    command.push(line.replace(/^\t+/, (tabs) => '  '.repeat(tabs.length)));
  });
  end();
  return steps;
}

function stepOf(section: string, title: string, command: string, line: number): RunbookStep {
  const refused = reasonAgainst(command);
  return {
    section,
    title: title.replace(/^\d+[.):]\s*/, '').trim() || (command.split('\n')[0] ?? ''),
    command,
    line,
    ...(refused !== undefined && { refused }),
  };
}

/** What does not look like what it does is not run. */
function reasonAgainst(command: string): string | undefined {
  // Control characters, those that hide or turn round what stands beside them, and lines that a dialog may not break.
  if (/[^\P{C}\n]|[\u2028\u2029]/u.test(command)) return t('It holds characters that cannot be seen.');
  return command.length > MAX_COMMAND || command.split('\n').length > MAX_LINES
    ? t('It is too long to be shown before it runs.')
    : undefined;
}
