import { DASHBOARD_LIMITS } from '../../protocol/dashboard.ts';

const MAX_TITLE = 200;
const BLANKS = ' \t\r\n';

/**
 * Whether a file's text looks like a Grafana dashboard: by the words that each has, since this is asked of every JSON file of a
 * workspace, and again while one is written and cannot be parsed.
 */
export function looksLikeDashboard(text: string): boolean {
  if (text.length > DASHBOARD_LIMITS.textLength) return false;
  const has = (key: string): boolean => hasKey(text, `"${key}"`);
  return (has('panels') || has('rows')) && (has('targets') || has('schemaVersion'));
}

/** Whether a colon follows the word somewhere, after blanks. */
function hasKey(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    let next = at + word.length;
    while (BLANKS.includes(text.charAt(next)) && next < text.length) next++;
    if (text.charAt(next) === ':') return true;
  }
  return false;
}

/** The title that a dashboard's text gives, on one line; empty where it gives none, or is no JSON. */
export function dashboardTitle(text: string): string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return ''; // half written, or with comments: it has a name all the same, that of its file
  }
  // Grafana's HTTP API and its guides wrap the dashboard once.
  const title = fieldOf(value, 'title') ?? fieldOf(fieldOf(value, 'dashboard'), 'title');
  return typeof title === 'string' ? title.slice(0, MAX_TITLE).replace(/\s+/g, ' ').trim() : '';
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}
