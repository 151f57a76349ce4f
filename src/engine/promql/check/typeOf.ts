import type { Expr, ValueType } from '../ast.ts';
import { signatureOf } from '../signatures.ts';

/** The type of an expression's value; `none` where its function is not known. */
export function typeOf(expr: Expr): ValueType | 'none' {
  switch (expr.kind) {
    case 'number':
      return 'scalar';
    case 'string':
      return 'string';
    case 'selector':
    case 'aggregate':
      return 'vector';
    case 'matrix':
    case 'subquery':
      return 'matrix';
    case 'call':
      return signatureOf(expr.name)?.returns ?? 'none';
    case 'binary':
      return typeOf(expr.left) === 'scalar' && typeOf(expr.right) === 'scalar' ? 'scalar' : 'vector';
    case 'unary':
    case 'paren':
      return typeOf(expr.expr);
  }
}

const WORDS: Readonly<Record<ValueType | 'none', string>> = {
  scalar: 'scalar',
  string: 'string',
  vector: 'instant vector',
  matrix: 'range vector',
  none: 'none',
};

/** A type as Prometheus' documentation names it. */
export function nameOfType(type: ValueType | 'none'): string {
  return WORDS[type];
}
