import { appendFileSync } from 'node:fs';

/** Writes lines as Docker's `json-file` driver keeps a container's output: one JSON object with `log`, `stream`, `time`. */
export function createDockerLog(file: string): (message: string) => void {
  return (message) => {
    const entry = { log: `${message}\n`, stream: 'stdout', time: new Date().toISOString().replace('Z', '000000Z') };
    appendFileSync(file, `${JSON.stringify(entry)}\n`);
  };
}
