import { open, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { FlattenMap, LEAST_UPPER_BOUND, originalPositionFor, type TraceMap } from '@jridgewell/trace-mapping';
import type { OriginalPlace, PlaceRequest } from '../../../protocol/logs.ts';

/** A map that is larger is left alone, and so is a file that holds its own. */
const MAP_MAX_BYTES = 32 * 1024 * 1024;
/** Where a file names its map. */
const END_BYTES = 16 * 1024;
const KEPT = 4;
const NAMES_MAP = /^\/\/[#@] ?sourceMappingURL=(\S+)\s*$/gm;

interface Known {
  readonly key: string;
  readonly map: TraceMap | undefined;
}

/** Finds the place in its source that a place in a built file is from, by the source map beside it. Reads only within the folders that it is told. */
export class OriginalPlaces {
  /** Maps that were read lately, the last used last. */
  #known: Known[] = [];

  /** Undefined where there is no map, or none that can be read, or it does not tell. */
  async find({ file, line, column, folders }: PlaceRequest): Promise<OriginalPlace | undefined> {
    const roots = await Promise.all(folders.map(realOf));
    if (!(await isWithin(file, roots))) return undefined;
    const found = await this.#mapOf(file, roots);
    if (found === undefined) return undefined;
    const { map, mapFile } = found;
    const needle = { line: Math.max(1, line), column: Math.max(0, column - 1) };
    let origin = originalPositionFor(map, needle);
    // Without a column the line's first place is meant, which may begin further right.
    if (origin.source === null) origin = originalPositionFor(map, { ...needle, bias: LEAST_UPPER_BOUND });
    if (origin.source === null) return undefined;
    const place = { line: origin.line, column: origin.column + 1 };
    const source = pathOf(origin.source, mapFile);
    const isThere = source !== undefined && (await isWithin(source, roots));
    return { ...place, named: origin.source, ...(isThere && { file: source }) };
  }

  async #mapOf(
    file: string,
    roots: readonly string[],
  ): Promise<{ readonly map: TraceMap; readonly mapFile: string } | undefined> {
    const named = await mapNameOf(file);
    // What lies beside is the usual place; a name in the file counts first.
    const mapFile =
      named === undefined || named.startsWith('data:') ? `${file}.map` : path.resolve(path.dirname(file), named);
    const holder = named?.startsWith('data:') === true ? file : mapFile;
    if (!(await isWithin(holder, roots))) return undefined;
    const stats = await stat(holder);
    if (!stats.isFile() || stats.size > MAP_MAX_BYTES) return undefined;
    const key = `${holder}\n${stats.mtimeMs}\n${stats.size}`;
    let known = this.#known.find((one) => one.key === key);
    if (known === undefined) {
      const text = holder === file ? inlineMap(await readFile(file, 'utf8')) : await readFile(mapFile, 'utf8');
      known = { key, map: parseMap(text, mapFile) };
    }
    this.#known = [...this.#known.filter((one) => one.key !== key), known].slice(-KEPT);
    return known.map === undefined ? undefined : { map: known.map, mapFile };
  }
}

/** What a built file says its map is: a path, a `data:` URL, or nothing. */
async function mapNameOf(file: string): Promise<string | undefined> {
  const handle = await open(file).catch(() => undefined);
  if (handle === undefined) return undefined;
  try {
    const { size } = await handle.stat();
    const bytes = Buffer.alloc(Math.min(size, END_BYTES));
    await handle.read(bytes, 0, bytes.length, size - bytes.length);
    const end = bytes.toString('utf8');
    const name = [...end.matchAll(NAMES_MAP)].at(-1)?.[1];
    if (name !== undefined) return name.startsWith('data:') ? 'data:' : fileName(name);
    // A line that is longer than what was read: a map within the file.
    return size > END_BYTES && /^[A-Za-z0-9+/=\s]*$/.test(end) ? 'data:' : undefined;
  } finally {
    await handle.close();
  }
}

/** A URL of another kind than a file's leads nowhere: nothing is fetched. */
function fileName(url: string): string | undefined {
  if (url.startsWith('file:')) return pathOf(url, '/');
  if (/^[a-z][a-z\d+.-]*:/i.test(url)) return undefined;
  try {
    return decodeURIComponent(url);
  } catch {
    return undefined; // a percent sign that encodes nothing
  }
}

function inlineMap(text: string): string {
  const at = text.lastIndexOf('sourceMappingURL=data:');
  const comma = text.indexOf(',', at);
  if (at < 0 || comma < 0) return '';
  const data = text.slice(comma + 1).trimEnd();
  return text.slice(at, comma).endsWith(';base64') ? Buffer.from(data, 'base64').toString('utf8') : decode(data);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

function parseMap(text: string, mapFile: string): TraceMap | undefined {
  try {
    return new FlattenMap(JSON.parse(text.replace(/^\)\]\}'[^\n]*\n/, '')), pathToFileURL(mapFile).href);
  } catch {
    return undefined; // no source map, whatever its name
  }
}

/** The path of a source as a map has it; undefined where it is none of a file. */
function pathOf(source: string, mapFile: string): string | undefined {
  try {
    if (source.startsWith('file:')) return fileURLToPath(source);
  } catch {
    return undefined; // a host, or an encoded slash
  }
  return /^[a-z][a-z\d+.-]+:/i.test(source) ? undefined : path.resolve(path.dirname(mapFile), source);
}

/** Whether a file is there and lies within one of the folders, links followed. */
async function isWithin(file: string, roots: readonly string[]): Promise<boolean> {
  if (!path.isAbsolute(file) || file.includes('\0')) return false;
  const real = await realOf(file);
  return roots.some((root) => root !== '' && real.startsWith(root.endsWith(path.sep) ? root : root + path.sep));
}

/** Empty where there is none. */
function realOf(file: string): Promise<string> {
  return realpath(file).catch(() => '');
}
