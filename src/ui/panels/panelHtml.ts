import type { Translations } from '../../base/l10n.ts';

/** What a page's shell is made of. */
export interface PanelHtmlInput {
  readonly nonce: string;
  /** Text of the page's script and styles, as the bundler wrote them: nothing in it ends the element that it stands in. */
  readonly script: string;
  readonly styles: readonly string[];
  readonly title: string;
  readonly language: string;
  /** By the English text, as the page's own `t` has them. */
  readonly translations: Translations;
  /** Kept by the page in its state, so that the panel finds its service again after a reload. */
  readonly serviceId: string;
  /** What the page begins with, so that it need not ask before it draws; a value that JSON has. */
  readonly start?: unknown;
}

/**
 * The page's shell: an empty root, one script, and a policy that lets nothing else run and nothing be loaded. The editor shows a
 * page, and hands it its first message, only once all that it loads is there, each file by way of a service worker: so all is in it.
 */
export function panelHtml(input: PanelHtmlInput): string {
  const { nonce, script, styles, title, serviceId, start } = input;
  const policy = [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    'font-src data:',
    'img-src data:',
    `script-src 'nonce-${nonce}'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escapeHtml(input.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
${styles.map((text) => `<style nonce="${nonce}">${text}</style>`).join('\n')}
<title>${escapeHtml(title)}</title>
</head>
<body>
<div id="root" data-service-id="${escapeHtml(serviceId)}" data-nonce="${nonce}" data-translations="${escapeHtml(JSON.stringify(input.translations))}"></div>
${
  start === undefined
    ? ''
    : `<script type="application/json" id="start">${jsonInHtml(start)}</script>
`
}<script nonce="${nonce}">${script}</script>
</body>
</html>`;
}

/** JSON that ends no element and begins no comment, whatever is in it. */
function jsonInHtml(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
