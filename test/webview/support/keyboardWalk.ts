// Walks through a page with the keyboard alone, as a person does who has no mouse or sees no screen.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';

/** Where the focus stopped. */
export interface Stop {
  /** What a person who reports it would call it: `button "Pause"`. */
  readonly what: string;
  readonly name: string;
  readonly isSeen: boolean;
  /** Whether it stands behind the stop before it in the document. */
  readonly isNext: boolean;
}

/** What is wrong with a page beside its stops, each in a sentence. */
interface Survey {
  readonly unreached: readonly string[];
  readonly mouseOnly: readonly string[];
  readonly headings: readonly string[];
}

const MAX_STOPS = 400;

interface WalkWindow {
  readonly walk: { stop(): Stop | undefined; survey(): Survey; begin(): void };
}

/**
 * Presses Tab from the start of the page to its end. Fails where a control is not reached, has no name, does not show that it has the
 * focus, comes out of the order in which the page is read, or where something can be clicked that cannot be focused. Gives the stops.
 */
export async function walkThrough(page: Page): Promise<readonly Stop[]> {
  await page.evaluate(installWalk);
  await page.evaluate(() => (globalThis as unknown as WalkWindow).walk.begin());
  const stops: Stop[] = [];
  for (let presses = 0; ; presses++) {
    assert.ok(
      presses < MAX_STOPS,
      `there is a way out: ${stops
        .slice(-5)
        .map(({ what }) => what)
        .join(', ')}`,
    );
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => (globalThis as unknown as WalkWindow).walk.stop());
    if (stop === undefined) break;
    // What is drawn on a canvas shows it in its picture only.
    stops.push(stop.isSeen ? stop : { ...stop, isSeen: await isDrawnWithFocus(page) });
  }
  const survey = await page.evaluate(() => (globalThis as unknown as WalkWindow).walk.survey());
  assert.deepEqual(survey.unreached, [], 'controls that Tab does not reach');
  assert.deepEqual(survey.mouseOnly, [], 'what only a mouse can use');
  assert.deepEqual(survey.headings, [], 'headings');
  const names = (some: readonly Stop[]): string[] => some.map(({ what }) => what);
  assert.deepEqual(names(stops.filter(({ name }) => name === '')), [], 'controls without a name');
  assert.deepEqual(names(stops.filter(({ isSeen }) => !isSeen)), [], 'controls that do not show the focus');
  assert.deepEqual(names(stops.filter(({ isNext }) => !isNext)), [], 'controls out of the order of reading');
  return stops;
}

/** Whether what has the focus looks otherwise without it, by its picture. */
async function isDrawnWithFocus(page: Page): Promise<boolean> {
  const element = page.locator(':focus');
  const withFocus = await element.screenshot();
  await element.evaluate((one) => {
    (one as HTMLElement).setAttribute('data-walked', '');
    (one as HTMLElement).blur();
  });
  const walked = page.locator('[data-walked]');
  const without = await walked.screenshot();
  await walked.evaluate((one) => {
    one.removeAttribute('data-walked');
    (one as HTMLElement).focus({ preventScroll: true });
  });
  return !withFocus.equals(without);
}

/** Presses Tab until the focus is on a control of that name; fails where there is none. */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  await page.evaluate(installWalk);
  const met: string[] = [];
  for (let presses = 0; presses < MAX_STOPS; presses++) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => (globalThis as unknown as WalkWindow).walk.stop());
    if (stop === undefined) continue;
    met.push(stop.what);
    if (typeof name === 'string' ? stop.name === name : name.test(stop.name)) return;
  }
  assert.fail(`no control is called ${String(name)}: ${[...new Set(met)].join(', ')}`);
}

/** What has the focus: `button "Pause"`; empty where nothing has. */
export async function focused(page: Page): Promise<string> {
  await page.evaluate(installWalk);
  return (await page.evaluate(() => (globalThis as unknown as WalkWindow).walk.stop()?.what)) ?? '';
}

/** Notes what live regions say from now on; the result gives it. */
export async function listen(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.evaluate(() => {
    const said: string[] = [];
    Object.assign(globalThis, { said });
    const region = (node: Node): Element | null | undefined =>
      (node instanceof Element ? node : node.parentElement)?.closest('[role=status], [role=alert], [aria-live]');
    new MutationObserver((changes) => {
      for (const element of new Set(changes.map(({ target }) => region(target))))
        if (element instanceof HTMLElement && element.getAttribute('aria-live') !== 'off' && element.innerText !== '')
          said.push(element.innerText);
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  return () => page.evaluate(() => (globalThis as unknown as { readonly said: readonly string[] }).said);
}

/** Runs in the page. Everything that it needs is inside of it. */
function installWalk(): void {
  if ('walk' in globalThis) return;
  const NATIVE = 'button, a[href], input, select, textarea, summary, [contenteditable=""], [contenteditable=true]';
  const seen = new Set<Element>();
  const seenNames = new Set<string>();
  let previous: Element | undefined;
  const text = (value: string | null | undefined): string => (value ?? '').replaceAll(/\s+/g, ' ').trim();
  const isVisible = (element: Element): boolean =>
    element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) &&
    element.getClientRects().length > 0;

  /** The name that a screen reader says, as far as pages of ours give one (accname 1.2, without what we do not use). */
  function nameOf(element: Element): string {
    const by = element.getAttribute('aria-labelledby');
    const labelled = (by ?? '').split(/\s+/).map((id) => text(document.getElementById(id)?.textContent));
    if (by !== null) return text(labelled.join(' '));
    const label = text(element.getAttribute('aria-label'));
    if (label !== '') return label;
    if (element instanceof HTMLInputElement || element instanceof HTMLSelectElement) {
      // A label around its control has the control's own texts, too.
      const labels = [...(element.labels ?? [])].map((one) =>
        text(element instanceof HTMLSelectElement ? one.firstChild?.textContent : one.textContent),
      );
      return text(labels.join(' ')) || text(element.title);
    }
    const own = text(element instanceof HTMLElement ? element.innerText : element.textContent);
    return own === '' ? text(element.getAttribute('title')) : own;
  }

  const roleOf = (element: Element): string => element.getAttribute('role') ?? element.localName;
  const whatOf = (element: Element): string => `${roleOf(element)} "${nameOf(element).slice(0, 60)}"`;

  /** Whether it looks otherwise than without the focus, by its own look or by what stands for it. */
  function showsFocus(element: Element): boolean {
    const look = (one: Element, pseudo?: string): string => {
      const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor } = getComputedStyle(
        one,
        pseudo,
      );
      const outline = outlineStyle === 'none' || outlineWidth === '0px' ? '' : `${outlineWidth} ${outlineColor}`;
      return [outline, boxShadow, borderColor, backgroundColor].join('|');
    };
    // A hidden input shows it on its label, a grid on its current cell: what is around and beside it may do it.
    const around = [element, element.parentElement, element.nextElementSibling, ...element.children].filter(
      (one): one is Element => one !== null,
    );
    const looks = (): string => around.flatMap((one) => [look(one), look(one, '::after')]).join('/');
    const withFocus = looks();
    (element as HTMLElement).blur();
    const without = looks();
    (element as HTMLElement).focus({ preventScroll: true });
    return withFocus !== without;
  }

  /** Controls that can be used now, each of which Tab must reach; of a group of radios the chosen one. */
  function controls(): Element[] {
    return [...document.querySelectorAll(`${NATIVE}, [tabindex]`)].filter((element) => {
      if (!isVisible(element) || element.matches(':disabled')) return false;
      const tabIndex = (element as HTMLElement).tabIndex;
      if (element instanceof HTMLInputElement && element.type === 'radio') return element.checked;
      if (tabIndex >= 0) return true;
      // With the arrows: one of its group is in the order of Tab.
      const group = element.closest(
        'ul, [role=tablist], [role=toolbar], [role=grid], [role=tree], [role=listbox], [role=group]',
      );
      return element.matches(NATIVE) && group?.querySelector('[tabindex="0"]') == null;
    });
  }

  Object.assign(globalThis, {
    walk: {
      begin(): void {
        seen.clear();
        seenNames.clear();
        previous = undefined;
        // From an element before all others: what was left with `blur` is where Tab would go on from.
        const start = document.createElement('span');
        start.tabIndex = -1;
        document.body.prepend(start);
        start.focus();
        start.remove();
      },
      stop(): Stop | undefined {
        const element = document.activeElement;
        if (element === null || element === document.body || element === document.documentElement) return undefined;
        // Round once more: a page in a test has no browser's own controls behind its last one.
        seen.add(element);
        seenNames.add(whatOf(element));
        const isBehind = (previous?.compareDocumentPosition(element) ?? 0) & Node.DOCUMENT_POSITION_PRECEDING;
        // One that was drawn anew since has no place any more.
        const isNext = previous?.isConnected !== true || isBehind === 0;
        previous = element;
        return {
          what: whatOf(element),
          name: nameOf(element),
          isSeen: showsFocus(element),
          isNext,
        };
      },
      survey(): Survey {
        const isClickable = (element: Element): boolean =>
          getComputedStyle(element).cursor === 'pointer' && isVisible(element) && !element.matches(':disabled');
        const isReachable = (element: Element): boolean =>
          element.closest(`${NATIVE}, label, [tabindex], [aria-hidden=true]`) !== null ||
          element.querySelector(NATIVE) !== null;
        const levels = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].filter(isVisibleToAll);
        return {
          unreached: controls()
            .filter((element) => !seen.has(element))
            .map(whatOf)
            // One that live data drew anew is the same to who walks.
            .filter((what) => !seenNames.has(what)),
          mouseOnly: [
            ...new Set(
              [...document.querySelectorAll('main *')].filter((e) => isClickable(e) && !isReachable(e)).map(cssOf),
            ),
          ],
          headings: levels
            .flatMap((heading, i) => {
              const level = Number(heading.localName.slice(1));
              const before = i === 0 ? 0 : Number(levels[i - 1]?.localName.slice(1));
              if (text(heading.textContent) === '') return [`an empty ${heading.localName}`];
              return level > before + 1 ? [`${heading.localName} "${text(heading.textContent)}" after h${before}`] : [];
            })
            .concat(levels.some(({ localName }) => localName === 'h1') ? [] : ['there is no h1']),
        };
      },
    },
  });

  function isVisibleToAll(element: Element): boolean {
    return element.closest('[hidden], [aria-hidden=true]') === null && element.getClientRects().length > 0;
  }

  function cssOf(element: Element): string {
    return `${element.localName}.${[...element.classList].join('.')}`;
  }
}
