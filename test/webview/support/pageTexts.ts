import type { Frame, Page } from 'playwright-core';

/** What can be read or heard in a page. */
export function pageTexts(page: Pick<Page | Frame, 'evaluate'>): Promise<string[]> {
  return page.evaluate(() => {
    const texts: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (parent?.closest('script, style, .codicon, [hidden]') === null) texts.push(node.textContent ?? '');
    }
    for (const element of document.querySelectorAll('[aria-label], [title], [placeholder], [aria-valuetext]'))
      for (const name of ['aria-label', 'title', 'placeholder', 'aria-valuetext'])
        texts.push(element.getAttribute(name) ?? '');
    return texts;
  });
}
