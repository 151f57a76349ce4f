import type { MessageTemplate } from '../../../protocol/logs.ts';

/** What stands at the gaps of `template` in `message`, or undefined where the message is another one. Each part is looked for once, from left to right. */
export function matchTemplate(template: MessageTemplate, message: string, isCut = false): string[] | undefined {
  const [first = '', ...rest] = template;
  if (!message.startsWith(first)) return undefined;
  const last = rest.pop();
  if (last === undefined) return message.length === first.length ? [] : undefined;
  const values: string[] = [];
  let from = first.length;
  for (const part of rest) {
    const at = message.indexOf(part, from);
    // Of a message that was cut what is missing may hold the rest.
    if (at < 0) return isCut && values.length > 0 ? values : undefined;
    values.push(message.slice(from, at));
    from = at + part.length;
  }
  const end = message.length - last.length;
  if (message.endsWith(last) && end >= from) values.push(message.slice(from, end));
  else if (isCut) values.push(message.slice(from));
  else return undefined;
  return values;
}
