import type { MonitoredCommand } from '../../../model/redisLive.ts';

/** Characters of an argument that are kept. */
const ARGUMENT_MAX = 200;
/** Whose arguments may be a password: Redis leaves most of them out by itself, and what speaks like it may not. */
const SECRET = new Set(['AUTH', 'HELLO', 'ACL', 'CONFIG', 'MIGRATE', 'SENTINEL', 'REPLICAOF', 'SLAVEOF']);
/** Whose first argument is no key. */
const WITHOUT_KEY = new Set(
  `PING ECHO INFO CLIENT COMMAND SELECT SCAN KEYS DBSIZE SLOWLOG LATENCY SCRIPT FUNCTION CLUSTER READONLY READWRITE ASKING WAIT WAITAOF
SWAPDB PUBSUB MODULE FLUSHALL FLUSHDB DEBUG`.split(/\s+/),
);
/** Whose key comes after a number of keys, behind the script or function. */
const SCRIPTED = new Set(['EVAL', 'EVALSHA', 'EVAL_RO', 'EVALSHA_RO', 'FCALL', 'FCALL_RO']);
/** Whose key comes after a word. */
const SUBCOMMANDED = new Set(['OBJECT', 'MEMORY', 'XINFO', 'XGROUP', 'BITOP']);

/**
 * A line of MONITOR: `1339518083.107412 [0 127.0.0.1:60866] "get" "user:1"` (Redis documentation, MONITOR). Of the arguments only the key
 * is kept, escaped as the server prints it. Undefined for what is no such line.
 */
export function readMonitorLine(line: string): MonitoredCommand | undefined {
  const match = /^(\d+(?:\.\d+)?) \[(\d+) (.*?)\] (?=")/s.exec(line);
  if (match === null) return undefined;
  const [head, seconds, database, client = ''] = match;
  const args = readArguments(line.slice(head.length));
  const [name = ''] = args.texts;
  const command = name.toUpperCase();
  if (command === '') return undefined;
  const key = keyOf(command, args.texts);
  return {
    atMs: Number(seconds) * 1000,
    database: Number(database),
    client: client.slice(0, ARGUMENT_MAX),
    command,
    key,
    more: Math.max(0, args.count - (key === '' ? 1 : 2)),
  };
}

function keyOf(command: string, args: readonly string[]): string {
  if (SECRET.has(command) || WITHOUT_KEY.has(command)) return '';
  if (SCRIPTED.has(command)) return Number(args[2]) > 0 ? (args[3] ?? '') : '';
  if (SUBCOMMANDED.has(command)) return args[2] ?? '';
  if (command === 'XREAD' || command === 'XREADGROUP') {
    const streams = args.findIndex((arg) => arg.toUpperCase() === 'STREAMS');
    return streams < 0 ? '' : (args[streams + 1] ?? '');
  }
  return args[1] ?? '';
}

/** The first arguments, cut to a length, and how many there are; an end that is cut off counts as one. */
function readArguments(text: string): { readonly texts: readonly string[]; readonly count: number } {
  const texts: string[] = [];
  let count = 0;
  const pattern = /"((?:[^"\\]|\\.)*)(?:"|$)/gs;
  for (const [, escaped = ''] of text.matchAll(pattern)) {
    count++;
    // A key beyond these comes only after STREAMS with many options.
    if (texts.length < 12) texts.push(escaped.slice(0, ARGUMENT_MAX).replaceAll(/\\(["\\])/g, '$1'));
  }
  return { texts, count };
}
