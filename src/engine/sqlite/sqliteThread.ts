// The entry of a thread that diagnoses one SQLite file and ends: node:sqlite keeps its thread for as long as a query takes.
import { parentPort, workerData } from 'node:worker_threads';
import { diagnoseSqlite } from './diagnoseSqlite.ts';
import type { SqliteFile } from './sqliteFile.ts';

if (parentPort === null) throw new Error('this runs in a worker thread');
const port = parentPort;
const result = diagnoseSqlite(workerData as SqliteFile, (done, what) => port.postMessage({ done, what }));
port.postMessage({ result });
