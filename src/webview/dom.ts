import type { IconName } from './icons.ts';

/** What may stand inside an element: text always becomes a text node, so that nothing from outside is ever read as HTML. */
export type Child = Node | string | number | undefined | false;

/** Attributes by name; `on…` is an event's listener; `true` is an empty attribute, `false` and `undefined` are none. */
export type Props = Readonly<Record<string, string | number | boolean | undefined | ((event: never) => void)>>;

/** Makes an element. There is no `style` property on purpose: the page's security policy forbids the attribute. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value as EventListener);
    else setAttribute(element, name, value);
  }
  element.append(...children.filter((child) => child !== undefined && child !== false).map(toNode));
  return element;
}

/** Sets, or with `undefined` and `false` removes, an attribute; leaves the document alone where nothing changes. */
export function setAttribute(element: Element, name: string, value: string | number | boolean | undefined): void {
  const text = value === undefined || value === false ? null : value === true ? '' : String(value);
  if (element.getAttribute(name) === text) return;
  if (text === null) element.removeAttribute(name);
  else element.setAttribute(name, text);
}

/** Sets an element's text where it differs. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Replaces the children of `parent`, unless they are the same nodes in the same order. */
export function setChildren(parent: Element, children: readonly Node[]): void {
  const same = parent.childNodes.length === children.length && children.every((c, i) => parent.childNodes[i] === c);
  if (!same) parent.replaceChildren(...children);
}

/** A codicon, hidden from screen readers: the word beside it says the same. */
export function icon(name: IconName, className = ''): HTMLElement {
  return h('span', { class: `codicon codicon-${name} ${className}`.trim(), 'aria-hidden': 'true' });
}

/** A button; with `iconOnly` the text is its accessible name and tooltip. */
export function button(
  text: string,
  options: {
    readonly icon?: IconName;
    readonly iconOnly?: boolean;
    readonly class?: string;
    readonly onclick: () => void;
  },
): HTMLButtonElement {
  const only = options.iconOnly === true;
  return h(
    'button',
    {
      type: 'button',
      class: `button ${only ? 'button-icon' : ''} ${options.class ?? ''}`.trim(),
      title: only ? text : undefined,
      'aria-label': only ? text : undefined,
      onclick: options.onclick,
    },
    options.icon === undefined ? undefined : icon(options.icon),
    only ? undefined : h('span', { class: 'button-text' }, text),
  );
}

function toNode(child: Child): Node {
  return child instanceof Node ? child : document.createTextNode(String(child));
}
