import type { WebviewOptions } from 'vscode';

/**
 * What a page may do. A panel is made with it: options that come later make the editor load a page that is still empty, and
 * then the real one.
 */
export const PAGE_OPTIONS: WebviewOptions = { enableScripts: true, localResourceRoots: [] };
