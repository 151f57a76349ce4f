// A process of its own with the targets of the soak: `node soakTargets.ts SEED`. Says their ports, hears when the soak
// begins (Unix milliseconds), and answers `open` with how many connections there are.
import { startFaultServer } from '../support/faultServer.ts';
import { faultOf } from './soakFaults.ts';

const SERVERS = 4;
const seed = Number(process.argv[2]);
let startMs = Date.now();
const servers = await Promise.all(
  Array.from({ length: SERVERS }, () =>
    startFaultServer(
      (socket, request, index) => {
        const target = Number(/^GET \/(\d+)/.exec(request)?.[1]);
        const [, fault] = faultOf(seed, target, Date.now() - startMs);
        if (typeof fault === 'function') fault(socket, request, index);
        else socket.write(fault);
      },
      { keepsRequests: false },
    ),
  ),
);
process.send?.(servers.map(({ origin }) => origin));
process.on('message', (message) => {
  if (typeof message === 'number') startMs = message;
  else process.send?.(servers.reduce((sum, { open }) => sum + open, 0));
});
process.on('disconnect', () => process.exit(0));
