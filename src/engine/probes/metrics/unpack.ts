import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { t } from '../../../base/l10n.ts';
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
  if (stream === undefined)
    return err(t('the body is encoded as "{0}", which is not understood', encoding.slice(0, 40)));
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
      if (bytes > maxBytes)
        return err(t('the {0} body of {1} bytes unpacks to more than {2}', encoding, packed, maxText));
      unpacked.push(chunk);
    }
    return ok(unpacked);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : t('not understood');
    return err(
      signal.aborted
        ? t('the body was not unpacked in time')
        : t('the body is not the {0} that its content-encoding says ({1})', encoding, code),
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
