import type { FileHandle } from 'node:fs/promises';
import type { LogFormat } from '../formats/logFormat.ts';
import { recogniseFormat } from '../formats/registry.ts';
import { lineText } from '../lines/lineSplitter.ts';
import { detectEncoding, type TextEncoding } from '../lines/textEncoding.ts';

const HEAD_BYTES = 16 * 1024;

/** Format and encoding of a log from its first bytes. */
export async function readFormat(
  handle: FileHandle,
  sizeBytes: number,
): Promise<{ readonly format: LogFormat; readonly encoding: TextEncoding }> {
  const head = Buffer.alloc(Math.min(sizeBytes, HEAD_BYTES));
  await handle.read(head, 0, head.length, 0);
  const encoding = detectEncoding(head);
  const lines = lineText(head, encoding).split(/\r?\n/);
  // The last one may be cut off.
  return { format: recogniseFormat(lines.length > 1 ? lines.slice(0, -1) : lines), encoding };
}
