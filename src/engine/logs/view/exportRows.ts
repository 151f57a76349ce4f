import { open } from 'node:fs/promises';
import { t } from '../../../base/l10n.ts';
import type { LogExport } from '../../../protocol/logs.ts';
import type { ReadRecord } from '../lines/recordReader.ts';
import { recordJson } from '../tail/recordText.ts';

const ROWS_AT_ONCE = 1_000;

export interface ExportedRows {
  readonly length: number;
  readonly read: (
    from: number,
    count: number,
  ) => Promise<readonly { readonly read: ReadRecord; readonly path: string }[]>;
  /** Rows have other numbers than when it began. */
  readonly isStale: () => boolean;
}

/** Writes rows into a file: as lines of JSON where its name ends in `.jsonl`, else as they were written. What went wrong is a sentence. */
export async function exportRows(rows: ExportedRows, file: string, signal: AbortSignal): Promise<LogExport> {
  const isJson = /\.(?:jsonl|ndjson)$/i.test(file);
  let records = 0;
  let handle;
  try {
    handle = await open(file, 'w');
    for (let from = 0; from < rows.length && !signal.aborted; from += ROWS_AT_ONCE) {
      const part = await rows.read(from, Math.min(ROWS_AT_ONCE, rows.length - from));
      if (rows.isStale())
        return { records, problem: t('The view changed while it was exported; the file is not whole.') };
      const lines = part.map(({ read, path }) => (isJson ? recordJson(read.record, path, read.line) : read.text));
      await handle.write(lines.map((line) => `${line}\n`).join(''));
      records += part.length;
    }
    return signal.aborted ? { records, problem: t('The export was cancelled; the file is not whole.') } : { records };
  } catch (error) {
    return {
      records,
      problem: t('{0} could not be written: {1}.', file, error instanceof Error ? error.message : String(error)),
    };
  } finally {
    await handle?.close();
  }
}
