import { button, h, icon } from '../dom.ts';

/** The page while nothing of the service is known yet. */
export function loadingPlaceholder(): HTMLElement {
  const bars = Array.from({ length: 3 }, () => h('div', { class: 'skeleton skeleton-chart' }));
  return h(
    'div',
    { class: 'placeholder', role: 'status' },
    h('p', { class: 'placeholder-line' }, icon('loading', 'codicon-modifier-spin'), 'Loading the service…'),
    h('div', { class: 'skeletons', 'aria-hidden': 'true' }, h('div', { class: 'skeleton skeleton-beats' }), ...bars),
  );
}

/** The page when there is nothing to show, with the sentence that says why and what can be done. */
export function messagePlaceholder(message: string, actions: readonly HTMLElement[], iconName: string): HTMLElement {
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
