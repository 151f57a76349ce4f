import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { err, ok, type Result } from '../../../base/result.ts';

/** Undoes one content-encoding off the main path, so that a large body does not hold up other probes. The error is a sentence. */
export async function unpack(
  chunks: readonly Buffer[],
  encoding: string,
  maxBytes: number,
  maxText: string,
  signal: AbortSignal,
): Promise<Result<readonly Buffer[], string>> {
  if (encoding === '' || encoding === 'identity') return ok(chunks);
  const stream = decoderOf(encoding);
  if (stream === undefined) return err(`the body is encoded as "${encoding.slice(0, 40)}", which is not understood`);
  const unpacked: Buffer[] = [];
  let bytes = 0;
  let packed = 0;
  for (const chunk of chunks) packed += chunk.length;
  const stop = (): void => void stream.destroy();
  signal.addEventListener('abort', stop);
  try {
    for (const chunk of chunks) stream.write(chunk);
    stream.end();
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxBytes) return err(`the ${encoding} body of ${packed} bytes unpacks to more than ${maxText}`);
      unpacked.push(chunk);
    }
    return ok(unpacked);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'not understood';
    return err(
      signal.aborted
        ? 'the body was not unpacked in time'
        : `the body is not the ${encoding} that its content-encoding says (${code})`,
    );
  } finally {
    signal.removeEventListener('abort', stop);
    stream.destroy();
  }
}

function decoderOf(
  encoding: string,
):
  | ReturnType<typeof createGunzip>
  | ReturnType<typeof createInflate>
  | ReturnType<typeof createBrotliDecompress>
  | undefined {
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    case 'br':
      return createBrotliDecompress();
    default:
      return undefined;
  }
}
