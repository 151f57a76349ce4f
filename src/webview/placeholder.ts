import { button, h, icon } from './dom.ts';
import type { IconName } from './icons.ts';

/** The page while nothing is known yet; `text` says of what. */
export function loadingPlaceholder(text: string): HTMLElement {
  const bars = Array.from({ length: 3 }, () => h('div', { class: 'skeleton skeleton-chart' }));
  return h(
    'div',
    { class: 'placeholder', role: 'status' },
    h('p', { class: 'placeholder-line' }, icon('loading', 'codicon-modifier-spin'), text),
    h('div', { class: 'skeletons', 'aria-hidden': 'true' }, h('div', { class: 'skeleton skeleton-beats' }), ...bars),
  );
}

/** The page when there is nothing to show, with the sentence that says why and what can be done. */
export function messagePlaceholder(message: string, actions: readonly HTMLElement[], iconName: IconName): HTMLElement {
  return h(
    'div',
    { class: 'placeholder placeholder-message', role: 'status' },
    icon(iconName, 'placeholder-icon'),
    h('p', {}, message),
    h('div', { class: 'placeholder-actions' }, ...actions),
  );
}

/** A button of a placeholder. */
export function placeholderButton(text: string, onclick: () => void): HTMLElement {
  return button(text, { class: 'button-primary', onclick });
}
