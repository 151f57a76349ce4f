import * as problems from './problems.ts';
import { readPlain } from './template.ts';
import { readEntries, type Value } from './value.ts';

/** What a path begins with where a service runs, and the folder that it is here. */
export interface PathMapping {
  readonly from: string;
  /** Absolute, unless no folder is open. */
  readonly to: string;
}

const MAX_MAPPINGS = 50;

/** `{ "/srv/app": "${workspaceFolder}" }`; a wrong entry is reported and left out. */
export function readPathMappings(at: Value): readonly PathMapping[] | undefined {
  const entries = readEntries(at, 'an object such as { "/srv/app": "${workspaceFolder}" }');
  if (entries === undefined) return undefined;
  if (entries.length > MAX_MAPPINGS) at.context.report(problems.tooMany(at.path, MAX_MAPPINGS, 'mappings'));
  const { folderPath } = at.context.variables;
  return entries.slice(0, MAX_MAPPINGS).flatMap(([from, value]) => {
    const to = readPlain(value, 'a folder such as "${workspaceFolder}"');
    if (to === undefined || from === '') return [];
    const isAbsolute = /^(?:[/\\]|[A-Za-z]:[/\\])/.test(to);
    return [{ from, to: isAbsolute || folderPath === undefined ? to : `${folderPath}/${to.replace(/^\.[/\\]/, '')}` }];
  });
}
