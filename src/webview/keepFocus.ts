const CONTROLS = 'button, a[href], input, select, summary, [tabindex]';

/**
 * Draws `root` anew by `draw`, and leaves the focus where it was: on the control at the same place of the same part, a part being an
 * element with a `data-id`; where that is gone, on the first control of `root`.
 */
export function keepFocus(root: HTMLElement, draw: () => void): void {
  const before = document.activeElement;
  if (before === null || before === document.body || !root.contains(before)) {
    draw();
    return;
  }
  const id = partOf(before);
  const place = controlsOf(root, id).indexOf(before as HTMLElement);
  draw();
  const again = controlsOf(root, id)[place] ?? controlsOf(root, undefined)[0];
  again?.focus({ preventScroll: true });
}

function partOf(element: Element): string | undefined {
  return element.closest<HTMLElement>('[data-id]')?.dataset['id'];
}

function controlsOf(root: HTMLElement, id: string | undefined): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>(CONTROLS)].filter((element) => partOf(element) === id);
}
