import { t } from '../../base/l10n.ts';
import type { CapturedResponse } from '../../model/probe.ts';
import type { ProbeState } from '../../model/state.ts';
import { statusWord } from '../../model/statusText.ts';

/** A kept response as a document: its text and the language that colours it. */
export interface ResponseText {
  readonly text: string;
  readonly languageId: string;
}

interface Comment {
  readonly before: string;
  readonly after: string;
  /** What would end the comment, and what stands in its place. */
  readonly escape: readonly [string, string];
}
const COMMENTS: Readonly<Record<string, Comment>> = {
  jsonc: { before: '// ', after: '', escape: ['\n', ' '] },
  html: { before: '<!-- ', after: ' -->', escape: ['--', '- -'] },
  xml: { before: '<!-- ', after: ' -->', escape: ['--', '- -'] },
  plaintext: { before: '# ', after: '', escape: ['\n', ' '] },
};

/** The path of the document of that title that shows a response. A name may begin with a slash, which a path may not do twice. */
export function responsePath(title: string): string {
  return `/${title.replaceAll(/[/\\]/g, '∕')}`;
}

/** The response with its request line, status and headers as comments above the body, which is indented where it is JSON. */
export function responseText(
  response: CapturedResponse,
  probe: Pick<ProbeState, 'kind' | 'status' | 'reason'>,
): ResponseText {
  const { url, code, statusText, headers, bodyBytes, bodyTruncated, atMs } = response;
  const { body, languageId } = bodyText(response);
  const isCommand = probe.kind === 'command';
  const said = `${code ?? ''}${statusText === undefined || statusText === '' ? '' : ` ${statusText}`}`;
  const head = [
    isCommand ? url : t('request: {0}', url),
    ...(code === undefined ? [] : [isCommand ? t('exit code: {0}', said) : t('status: {0}', said)]),
    t('taken: {0}', new Date(atMs).toISOString()),
    t('read as: {0} – {1}', statusWord(probe.status), probe.reason),
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(bodyTruncated ? [t('the body is cut: {0} bytes came', bodyBytes)] : []),
  ];
  const comment = COMMENTS[languageId] ?? { before: '# ', after: '', escape: ['\n', ' '] as const };
  const lines = head.map((line) => `${comment.before}${oneLine(line).replaceAll(...comment.escape)}${comment.after}`);
  return { text: `${lines.join('\n')}\n\n${body}\n`, languageId };
}

function bodyText({ body, headers, bodyTruncated }: CapturedResponse): {
  readonly body: string;
  readonly languageId: string;
} {
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1].toLowerCase() ?? '';
  const trimmed = body.trim();
  if (!bodyTruncated && (type.includes('json') || /^[[{]/.test(trimmed))) {
    const pretty = prettyJson(trimmed);
    if (pretty !== undefined) return { body: pretty, languageId: 'jsonc' };
  }
  if (type.includes('html') || /^<(?:!doctype html|html)/i.test(trimmed)) return { body, languageId: 'html' };
  if (type.includes('xml') || trimmed.startsWith('<?xml')) return { body, languageId: 'xml' };
  return { body, languageId: 'plaintext' };
}

function prettyJson(text: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const pretty = JSON.stringify(value, undefined, 2);
  // A number beyond what a double holds, or a key that stands twice, would be shown as something that did not arrive.
  return pretty.replace(/\s/g, '') === text.replace(/\s/g, '') ? pretty : indentJson(text);
}

/** JSON that is known to be valid, indented without touching its values. */
function indentJson(text: string): string {
  let out = '';
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:\\.|[^"\\])*"|[{}[\],:]|[^\s"{}[\],:]+/g)) {
    if (token === '{' || token === '[') out += `${token}\n${'  '.repeat(++depth)}`;
    else if (token === '}' || token === ']')
      out = `${out.trimEnd()}${/[{[]$/.test(out.trimEnd()) ? '' : `\n${'  '.repeat(depth - 1)}`}${token}`;
    else if (token === ',') out += `,\n${'  '.repeat(depth)}`;
    else if (token === ':') out += ': ';
    else out += token;
    if (token === '}' || token === ']') depth--;
  }
  return out;
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}
