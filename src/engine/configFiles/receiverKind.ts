import type { FieldType } from './shape.ts';

/** A kind of notification: its fields, and what it cannot do without (notify/ and config/notifiers.go of Alertmanager). */
export interface ReceiverKind {
  readonly fields: Readonly<Record<string, FieldType>>;
  /** Of each list one field must be given; the message is Alertmanager's. */
  readonly needs?: readonly { readonly oneOf: readonly string[]; readonly message: string }[];
  /** Fields that exclude one another. */
  readonly atMostOne?: readonly (readonly string[])[];
  /** Either a field here or one of the global ones. */
  readonly global?: readonly {
    readonly fields: readonly string[];
    readonly globals: readonly string[];
    readonly message: string;
  }[];
}
