import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { OpenLog } from './openLog.ts';

const CHUNK_BYTES = 1024 * 1024;

/** The bytes of a log from its start, unpacked; closes it. A pipe is read until its writer ends. */
export async function* logBytes(log: OpenLog, path: string): AsyncGenerator<Buffer> {
  let stream: Readable;
  if (log.isPipe) {
    await log.handle.close();
    stream = createReadStream(path);
  } else stream = log.handle.createReadStream({ highWaterMark: CHUNK_BYTES, start: 0 });
  if (log.isGzip) {
    const unpacked = createGunzip({ chunkSize: CHUNK_BYTES });
    const packed = stream;
    packed.once('error', (error) => unpacked.destroy(error));
    stream = packed.pipe(unpacked);
  }
  yield* stream as AsyncIterable<Buffer>;
}
