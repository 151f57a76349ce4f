import { shorten } from '../markdown.ts';

const MAX_LABEL = 100;

/** How a dashboard stands in a list: by its title, else by its file's name; `path` is that within the workspace. */
export function pickEntry(title: string, path: string): { readonly label: string; readonly description: string } {
  const name = path.slice(path.lastIndexOf('/') + 1);
  // A title is text from a file, in which `$(icon)` is to be no icon.
  const label = shorten(title === '' ? name : title, MAX_LABEL).replaceAll('$(', '$\u200B(');
  return { label, description: path };
}
