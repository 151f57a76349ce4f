import { appendFileSync } from 'node:fs';
import { pick } from '../load.ts';

export interface PythonLog {
  /** Writes one of the lines that the guide's table of levels has. */
  random(): void;
}

interface Line {
  readonly level: string;
  readonly message: string;
  readonly module: string;
  readonly function: string;
  readonly line: number;
  readonly exception?: string;
}

const TRACEBACK =
  'Traceback (most recent call last):\n  File "/app/moai_flow/memory/swarm_db.py", line 87, in insert_event\n' +
  '    cursor.execute(sql, values)\nsqlite3.OperationalError: database is locked';

const INFO: Line = {
  level: 'INFO',
  message: 'Agent spawned successfully',
  module: 'agents',
  function: 'spawn',
  line: 41,
};
const LINES: readonly [Line, ...Line[]] = [
  INFO,
  INFO,
  INFO,
  { level: 'DEBUG', message: 'Processing event: {"type": "task"}', module: 'events', function: 'process', line: 12 },
  { level: 'WARNING', message: 'Query took 150ms (expected <100ms)', module: 'swarm_db', function: 'query', line: 63 },
  {
    level: 'ERROR',
    message: 'Failed to insert event: database is locked',
    module: 'swarm_db',
    function: 'insert_event',
    line: 87,
    exception: TRACEBACK,
  },
];

/** The guide's JSONFormatter: `utcnow().isoformat()`, so a time without a zone, and `json.dumps`' blanks. */
export function createPythonLog(file: string): PythonLog {
  return {
    random() {
      const { level, message, module, line, exception, function: func } = pick(LINES);
      const timestamp = `${new Date().toISOString().slice(0, -1)}000`;
      const entry = { timestamp, level, logger: 'moai_flow', message, module, function: func, line };
      appendFileSync(
        file,
        `${dumps({ ...entry, ...(exception !== undefined && { exception }), agent_id: 'coder' })}\n`,
      );
    },
  };
}

function dumps(entry: Readonly<Record<string, unknown>>): string {
  const fields = Object.entries(entry).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  return `{${fields.join(', ')}}`;
}
