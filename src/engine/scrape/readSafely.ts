/** The chunks of `body`, and last the error with which it broke off: that is the target's failure, not a bug of ours. */
export async function* readSafely(
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array | Error, void> {
  try {
    yield* body;
  } catch (error) {
    yield error instanceof Error ? error : new Error(String(error));
  }
}
