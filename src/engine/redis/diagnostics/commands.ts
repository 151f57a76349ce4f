import { reportTable } from '../../../model/reportTable.ts';
import type { RedisDiagnostic } from '../diagnostic.ts';
import { infoParts, infoWith } from '../redisFacts.ts';

/** Commands that read everything at once, and keep all other clients waiting meanwhile. */
const BLOCKING = new Set(['keys', 'flushall', 'flushdb', 'debug', 'monitor']);

/** Which commands take the server's time. */
export const commands: RedisDiagnostic = {
  id: 'commands',
  command: 'INFO commandstats',
  judge(facts) {
    const all = infoWith(facts, 'cmdstat_').map(([name, text]) => {
      const parts = infoParts(text);
      const [calls, micros] = [parts.get('calls') ?? 0, parts.get('usec') ?? 0];
      const [rejected, failed] = [parts.get('rejected_calls') ?? 0, parts.get('failed_calls') ?? 0];
      return { name, calls, seconds: micros / 1e6, rejected, failed };
    });
    const total = all.reduce((sum, { seconds }) => sum + seconds, 0);
    const blocking = all.filter(({ name, calls }) => BLOCKING.has(name) && calls > 0);
    const byTime = [...all].sort((a, b) => b.seconds - a.seconds);
    return {
      severity: blocking.some(({ name }) => name === 'keys' || name === 'monitor')
        ? 'warning'
        : blocking.length > 0
          ? 'info'
          : 'ok',
      title:
        blocking.length > 0
          ? `${blocking.map(({ name, calls }) => `${name.toUpperCase()} (${calls} times)`).join(', ')} kept the others waiting`
          : 'no command that keeps the others waiting was used',
      detail:
        'Redis runs one command at a time, and these look at every key or send everything on. Use SCAN in place of KEYS, UNLINK and FLUSHALL ASYNC in place of waiting, and MONITOR only for moments.',
      ...(blocking[0] !== undefined && { object: blocking[0].name.toUpperCase() }),
      value: blocking.reduce((sum, { calls }) => sum + calls, 0),
      unit: 'none',
      ...(blocking.some(({ name }) => name === 'keys') && { fix: 'SCAN 0 MATCH prefix:* COUNT 500' }),
      table: reportTable(byTime, [
        { title: 'command', cell: ({ name }) => name.toUpperCase() },
        { title: 'calls', cell: ({ calls }) => calls, unit: 'none' },
        { title: 'total', cell: ({ seconds }) => seconds, unit: 'seconds' },
        { title: 'share', cell: ({ seconds }) => (total === 0 ? null : seconds / total), unit: 'ratio' },
        { title: 'a call', cell: ({ seconds, calls }) => (calls === 0 ? null : seconds / calls), unit: 'seconds' },
        { title: 'failed', cell: ({ failed }) => failed, unit: 'none' },
        { title: 'rejected', cell: ({ rejected }) => rejected, unit: 'none' },
      ]),
    };
  },
};
