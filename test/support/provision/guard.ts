import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';

export interface Guarded {
  /** A process group to end: first with `signal`, after five seconds with KILL. */
  readonly group?: { readonly id: number; readonly signal: 'TERM' | 'INT' };
  /** A folder to remove after that. */
  readonly folder?: string;
}

// Reads until end of file, which comes when the parent is gone, however it went (end, crash, SIGINT, even SIGKILL).
const SCRIPT = `
while read -r _; do :; done
if [ "$2" -gt 1 ]; then
  kill -s "$1" -- "-$2" 2>/dev/null
  i=0
  while kill -s 0 -- "-$2" 2>/dev/null && [ "$i" -lt 50 ]; do sleep 0.1; i=$((i + 1)); done
  kill -s KILL -- "-$2" 2>/dev/null
fi
if [ -n "$3" ]; then sleep 0.2; rm -rf -- "$3"; fi
`;

/**
 * Sees to it that nothing outlives this process: a shell of two lines waits at the end of a pipe and cleans up when
 * the other end closes. The returned function calls it off. Ends are by id, never by name.
 */
export function guard({ group, folder }: Guarded): () => void {
  const args = ['-c', SCRIPT, 'guard', group?.signal ?? 'TERM', String(group?.id ?? 0), folder ?? ''];
  const shell = spawn('/bin/sh', args, { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  shell.once('error', (error) => process.emitWarning(`No guard: ${error.message}`));
  shell.stdin.on('error', () => undefined); // the shell may be gone before the pipe is
  shell.unref();
  (shell.stdin as Socket).unref();
  return () => {
    if (shell.exitCode === null && shell.signalCode === null) shell.kill('SIGKILL');
  };
}
