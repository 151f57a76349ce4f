import type { Locator } from '../../config/locate.ts';
import type { ConfigProblem } from '../../config/readConfig.ts';
import type { Problem, TextRange } from '../../model/problem.ts';

/** A file with settings, the most specific scope first: a folder's, the workspace's, the user's. */
export interface SettingsFile {
  readonly uri: string;
  /** Set for a folder's own settings. */
  readonly folderPath?: string;
  readonly locator: Locator;
}

export interface PlacedProblem {
  readonly problem: Problem;
  readonly range: TextRange;
}

/** The problems by the file that they are in, and those that no file explains. */
export interface ProblemPlaces {
  readonly placed: ReadonlyMap<string, readonly PlacedProblem[]>;
  readonly unplaced: readonly Problem[];
}

/**
 * Finds for each problem the file that has most of its path; of several equal ones the most specific, since that one's
 * value counts. Keys that stand twice are added: the editor drops the first without a word.
 */
export function placeProblems(problems: readonly ConfigProblem[], files: readonly SettingsFile[]): ProblemPlaces {
  const placed = new Map<string, PlacedProblem[]>(files.map(({ uri }) => [uri, []]));
  const unplaced: Problem[] = [];
  for (const problem of problems) {
    const file = fileOf(problem.path ?? [], problem.folderPath, files);
    const range = file?.locator.locateProblem(problem);
    if (file === undefined || range === undefined) unplaced.push(problem);
    else placed.get(file.uri)?.push({ problem, range });
  }
  for (const { uri, locator } of files) {
    for (const problem of locator.duplicateKeys()) {
      if (problem.range !== undefined) placed.get(uri)?.push({ problem, range: problem.range });
    }
  }
  return { placed, unplaced };
}

/** The file that has most of `path`, among those that count for the folder; undefined where none has any of it. */
export function fileOf(
  path: readonly (string | number)[],
  folderPath: string | undefined,
  files: readonly SettingsFile[],
): SettingsFile | undefined {
  let best: { readonly file: SettingsFile; readonly depth: number } | undefined;
  for (const file of files) {
    const isOther = folderPath !== undefined && file.folderPath !== undefined && file.folderPath !== folderPath;
    const depth = isOther ? 0 : file.locator.depth(path);
    if (depth > (best?.depth ?? 0)) best = { file, depth };
  }
  return best?.file;
}
