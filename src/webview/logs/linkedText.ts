import { button } from '../dom.ts';

const PLACE =
  /((?:file:\/\/)?(?:[A-Za-z]:)?[\w@./\\+-]*[\w-]\.[A-Za-z]\w{0,5}):(\d{1,7})(?::(\d{1,5}))?|File "([^"]+)", line (\d+)/g;

/** Text in which `file:line` is a button that opens it. All else stays text, whatever it looks like. */
export function linkedText(
  text: string,
  openFile: (path: string, line: number, column: number) => void,
): (Node | string)[] {
  const parts: (Node | string)[] = [];
  let from = 0;
  for (const match of text.matchAll(PLACE)) {
    const path = match[1] ?? match[4] ?? '';
    const [line, column] = [Number(match[2] ?? match[5]), Number(match[3] ?? 1)];
    parts.push(text.slice(from, match.index));
    parts.push(button(match[0], { class: 'log-link', onclick: () => openFile(path, line, column) }));
    from = match.index + match[0].length;
  }
  parts.push(text.slice(from));
  return parts.filter((part) => part !== '');
}
