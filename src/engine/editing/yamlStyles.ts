import type { ExprPlace } from './exprPlaces.ts';

/** A piece of an expression as it is written in a scalar of that style; `whole`: with the quotes around it. */
export function encodeIn(style: ExprPlace['style'], text: string, whole = false): string {
  switch (style) {
    case 'single': {
      const escaped = text.replaceAll("'", "''");
      return whole ? `'${escaped}'` : escaped;
    }
    case 'double': {
      const escaped = text.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n');
      return whole ? `"${escaped}"` : escaped;
    }
    default:
      return text;
  }
}
