import type { ServiceAround, WorkspaceEvent } from '../../../src/model/workspaceEvent.ts';
import { NOW_MS } from './seededView.ts';

const MINUTE = 60_000;
const HOSTILE = '<img src=x onerror="window.pwned=true">';

/** What happened in a workspace within the last quarter of an hour; much of it for `many`. */
export function seededEvents(kind: string): WorkspaceEvent[] {
  if (kind === 'empty') return [];
  if (kind === 'many')
    return Array.from({ length: 200 }, (_, i) => ({
      id: `e${i}`,
      kind: 'save',
      atMs: NOW_MS - (200 - i) * 4_000,
      title: `src/file${i}.ts`,
    }));
  const title = (text: string): string => (kind === 'hostile' ? HOSTILE : text);
  return [
    { id: 'old', kind: 'save', atMs: NOW_MS - 60 * MINUTE, title: title('src/before.ts') },
    { id: 'branch', kind: 'branch', atMs: NOW_MS - 13 * MINUTE, title: title('main → pool') },
    { id: 'save', kind: 'save', atMs: NOW_MS - 8 * MINUTE, title: title('2 files: src/pool.ts, src/server.ts') },
    { id: 'commit', kind: 'commit', atMs: NOW_MS - 7 * MINUTE, title: title('1a2b3c4d Halve the pool') },
    {
      id: 'task',
      kind: 'task',
      atMs: NOW_MS - 6 * MINUTE,
      endMs: NOW_MS - 5 * MINUTE,
      title: title('build'),
      failed: true,
    },
    { id: 'debug', kind: 'debug', atMs: NOW_MS - 3 * MINUTE, title: title('Launch server') },
  ];
}

export function seededAround(): ServiceAround {
  return {
    spanMs: 5 * MINUTE,
    afterMs: 3 * MINUTE,
    probes: [
      {
        probe: 'health',
        before: { runs: 20, failed: 0, p50: 12, p95: 40 },
        after: { runs: 12, failed: 3, p50: 80, p95: Number.NaN },
      },
    ],
  };
}
