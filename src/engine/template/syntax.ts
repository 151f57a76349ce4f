/** Every node knows where it stands (offset into the text) and how Go would print it in a message. */
export interface At {
  readonly offset: number;
  readonly text: string;
}

export type Operand =
  | (At & { readonly kind: 'constant'; readonly value: string | boolean | bigint | number | undefined })
  | (At & { readonly kind: 'dot' })
  | (At & { readonly kind: 'function'; readonly name: string })
  | (At & { readonly kind: 'variable'; readonly name: string })
  | (At & { readonly kind: 'pipe'; readonly pipe: Pipe })
  /** `of.a.b`; without `of`, of the dot. */
  | (At & { readonly kind: 'field'; readonly of: Operand | undefined; readonly names: readonly string[] });

/** One command of a pipe: an operand, or a function or method with arguments. */
export interface Command extends At {
  readonly operands: readonly [Operand, ...Operand[]];
}

export interface Pipe extends At {
  readonly declares: readonly string[];
  /** `=` in place of `:=`: the variable is there already. */
  readonly assigns: boolean;
  readonly commands: readonly [Command, ...Command[]];
}

export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | (At & { readonly kind: 'action'; readonly pipe: Pipe })
  | (At & {
      readonly kind: 'if' | 'with' | 'range';
      readonly pipe: Pipe;
      readonly body: readonly Node[];
      readonly otherwise: readonly Node[];
    })
  | (At & { readonly kind: 'template'; readonly name: string; readonly pipe: Pipe | undefined })
  | (At & { readonly kind: 'break' | 'continue' });

/** A template with those that it defines. */
export interface Template {
  readonly name: string;
  readonly source: string;
  readonly body: readonly Node[];
  readonly defined: ReadonlyMap<string, readonly Node[]>;
}
