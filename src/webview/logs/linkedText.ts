import { button } from '../dom.ts';
import { placesIn } from './placesIn.ts';

/** Text in which `file:line` is a button that opens it. All else stays text, whatever it looks like. */
export function linkedText(
  text: string,
  openFile: (path: string, line: number, column: number) => void,
): (Node | string)[] {
  const parts: (Node | string)[] = [];
  let from = 0;
  for (const { index, written, path, line, column } of placesIn(text)) {
    parts.push(text.slice(from, index));
    parts.push(button(written, { class: 'log-link', onclick: () => openFile(path, line, column) }));
    from = index + written.length;
  }
  parts.push(text.slice(from));
  return parts.filter((part) => part !== '');
}
