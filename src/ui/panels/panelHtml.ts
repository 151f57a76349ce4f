/** What a page's shell is made of; the addresses are the webview's own. */
export interface PanelHtmlInput {
  readonly cspSource: string;
  readonly nonce: string;
  readonly script: string;
  readonly styles: readonly string[];
  readonly title: string;
  readonly language: string;
  /** Kept by the page in its state, so that the panel finds its service again after a reload. */
  readonly serviceId: string;
}

/** The page's shell: an empty root, one script, and a policy that lets nothing else run or load. */
export function panelHtml(input: PanelHtmlInput): string {
  const { cspSource, nonce, script, styles, title, language, serviceId } = input;
  const policy = [
    "default-src 'none'",
    `style-src ${cspSource} 'nonce-${nonce}'`,
    `font-src ${cspSource}`,
    `img-src ${cspSource} data:`,
    `script-src 'nonce-${nonce}'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
${styles.map((href) => `<link rel="stylesheet" nonce="${nonce}" href="${escapeHtml(href)}">`).join('\n')}
<title>${escapeHtml(title)}</title>
</head>
<body>
<div id="root" data-service-id="${escapeHtml(serviceId)}" data-nonce="${nonce}"></div>
<script nonce="${nonce}" src="${escapeHtml(script)}"></script>
</body>
</html>`;
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
