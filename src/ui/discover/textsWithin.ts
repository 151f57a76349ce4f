import type { FileText } from '../../protocol/discover.ts';

/** The texts of these files, one after the other, as long as they come to at most `maxChars`; what is too large is left out. */
export async function textsWithin<File>(
  files: Iterable<File>,
  read: (file: File) => Promise<FileText | undefined>,
  maxChars: number,
): Promise<readonly FileText[]> {
  const texts: FileText[] = [];
  let left = maxChars;
  for (const file of files) {
    if (left <= 0) break;
    const text = await read(file);
    if (text === undefined || text.text.length > left) continue;
    left -= text.text.length;
    texts.push(text);
  }
  return texts;
}
