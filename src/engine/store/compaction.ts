import { createColumns, orderColumns } from './columns.ts';
import type { HistoryFile, PageInfo } from './historyFile.ts';
import { type EncodedPage, Page, PageBuilder } from './page.ts';
import type { PageIndex } from './pageIndex.ts';

/** So many small pages of a part and level become one of the next level. */
const PAGES_TO_MERGE = [16, 8, 8];
/** A page that is larger than this stays as it is: a reader of one series reads the whole page. */
const MAX_MERGED_BYTES = 48 * 1024;

/** The pages that should be merged next, or undefined where there are none. */
export function pagesToMerge(pages: PageIndex): readonly PageInfo[] | undefined {
  for (const part of pages.parts()) {
    for (const [level, wanted] of PAGES_TO_MERGE.entries()) {
      if (part.length < wanted) continue;
      const small = part.filter((page) => page.level === level && page.bytes <= MAX_MERGED_BYTES);
      if (small.length >= wanted) return small.slice(0, wanted);
    }
  }
  return undefined;
}

/** One page with the samples of all of `pages`, but for series that are none of `keep`. */
export function mergePages(
  pages: readonly PageInfo[],
  open: (info: PageInfo) => Page | undefined,
  keep: ReadonlySet<number>,
): EncodedPage | undefined {
  const sources = pages.map((info) => ({ info, page: open(info) }));
  const ids = new Set<number>();
  for (const { page } of sources) for (const id of page?.ids() ?? []) if (keep.has(id)) ids.add(id);
  const builder = new PageBuilder();
  const columns = createColumns();
  for (const id of [...ids].sort((a, b) => a - b)) {
    columns.length = 0;
    for (const { info, page } of sources) page?.read(id, -Infinity, info.maxMs, columns);
    orderColumns(columns, 0);
    builder.add(id, columns);
  }
  return builder.build();
}

/**
 * Merges the samples of `pages`, which are of one part and level, into one page in the file. False where another window
 * had merged or removed some of them: then nothing was changed, and the list of pages is out of date.
 */
export function compact(file: HistoryFile, index: PageIndex, pages: readonly PageInfo[]): boolean {
  const [first] = pages;
  if (first === undefined) return true;
  let added: PageInfo | undefined;
  try {
    file.transaction(() => {
      // A damaged page merges as an empty one: what it held is lost either way.
      const open = (info: PageInfo): Page | undefined => Page.parse(file.pageData(info.id) ?? new Uint8Array(0));
      const merged = mergePages(pages, open, file.seriesOfPart(first.part));
      for (const page of pages) if (!file.removePage(page.id)) throw new StalePagesError();
      if (merged !== undefined) added = file.addPage(first.part, first.level + 1, merged);
    });
  } catch (error) {
    if (error instanceof StalePagesError) return false;
    throw error;
  }
  for (const page of pages) index.remove(page);
  if (added !== undefined) index.add(added);
  return true;
}

/** Undoes the transaction; never leaves this file. */
class StalePagesError extends Error {}
