/** Views begin at whole multiples of this, in bytes, so that those of any kind may begin there. */
const ALIGNMENT = 8;

/** An array of numbers that the editor sends as bytes. */
type TypedArray = Float64Array | Float32Array | Uint32Array | Int32Array | Uint16Array | Int16Array | Uint8Array;

/**
 * `message` with all of its typed arrays in one buffer. The editor hands each buffer of a webview's message on as an argument of one
 * call, and writes their number into a byte (`writeMixedArray` of its `rpcProtocol.ts`): of 256 and more, only the rest of the division
 * by 256 arrives, and the arrays of the others are empty. A panel's snapshot has two for each series.
 */
export function packArrays(message: unknown): unknown {
  const arrays = new Set<TypedArray>();
  collect(message, arrays);
  if (arrays.size < 2) return message;
  let bytes = 0;
  for (const array of arrays) bytes += aligned(array.byteLength);
  const buffer = new ArrayBuffer(bytes);
  const packed = new Map<TypedArray, TypedArray>();
  let at = 0;
  for (const array of arrays) {
    const view = new (array.constructor as Float64ArrayConstructor)(buffer, at, array.length);
    view.set(array);
    packed.set(array, view);
    at += aligned(array.byteLength);
  }
  return replaced(message, packed);
}

function collect(value: unknown, into: Set<TypedArray>): void {
  if (typeof value !== 'object' || value === null) return;
  if (isTypedArray(value)) into.add(value);
  else for (const child of Array.isArray(value) ? value : Object.values(value)) collect(child, into);
}

function replaced(value: unknown, packed: ReadonlyMap<TypedArray, TypedArray>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isTypedArray(value)) return packed.get(value) ?? value;
  if (Array.isArray(value)) return value.map((child) => replaced(child, packed));
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, replaced(child, packed)]));
}

function isTypedArray(value: object): value is TypedArray {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

function aligned(byteLength: number): number {
  return Math.ceil(byteLength / ALIGNMENT) * ALIGNMENT;
}
