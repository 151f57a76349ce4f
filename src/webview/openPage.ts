import { type Translations, useLanguage } from '../base/l10n.ts';
import type { ChannelOptions } from '../protocol/rpc.ts';
import { type VsCodeApi, vscodePort } from './vscodePort.ts';

declare function acquireVsCodeApi(): VsCodeApi;

/** What a page is given where it begins. */
export interface OpenPage {
  /** The element that the page fills. */
  readonly root: HTMLElement;
  readonly api: VsCodeApi;
  /** What the editor's side put into the document for the page to begin with, as it was when that was made. */
  readonly start: unknown;
  /** For the channel to the editor's side: a page is told things, and asked for nothing. */
  readonly channelOptions: ChannelOptions<{ requests: Record<never, never>; events: Record<never, never> }>;
}

/** Begins a page, once. It speaks the editor's language from then on: its shell says which, and has the texts. */
export function openPage(page: Window): OpenPage {
  const { document } = page;
  const root = document.getElementById('root');
  if (root === null) throw new Error('the page has no element with the id "root"');
  const { translations = '{}' } = root.dataset;
  // The shell is the editor's own, and has them from a file of the extension.
  useLanguage(document.documentElement.lang, JSON.parse(translations) as Translations);
  delete root.dataset['translations'];
  const api = acquireVsCodeApi();
  const start: unknown = JSON.parse(document.getElementById('start')?.textContent ?? 'null');
  const onBug = (error: unknown, where: string): void => console.error(`${where}:`, error);
  return { root, api, start, channelOptions: { port: vscodePort(api, page), requests: {}, onBug } };
}
