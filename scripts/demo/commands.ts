import { createInterface } from 'node:readline';
import type { Systems } from '../../test/systems/startSystems.ts';

type Faults = Pick<Systems, 'services' | 'fault' | 'clear'>;

/** Reads commands line by line until the input ends: `fault SERVICE FAULT`, `clear [SERVICE]`, `help`, `quit`. */
export function readCommands(input: NodeJS.ReadableStream, systems: Faults, quit: () => void): void {
  const answer = async (line: string, before: Promise<void>): Promise<void> => {
    await before;
    const text = await runCommand(line, systems, quit);
    if (text !== '') console.log(text);
  };
  let last = Promise.resolve(); // a command waits for the one before
  createInterface({ input }).on('line', (line) => {
    last = answer(line, last);
  });
}

/** What a command answers. */
export async function runCommand(line: string, systems: Faults, quit: () => void): Promise<string> {
  const [command = '', service, fault] = line.trim().split(/\s+/);
  try {
    switch (command) {
      case '':
        return '';
      case 'fault':
        if (service === undefined || fault === undefined) return 'Say which: fault twinkle-api status503';
        await systems.fault(service, fault);
        return `${service}: ${systems.services[service]?.faults[fault] ?? fault}. To end it: clear ${service}`;
      case 'clear':
        await systems.clear(service);
        return `${service ?? 'All services'}: well again.`;
      case 'help':
        return help(systems);
      case 'quit':
      case 'exit':
        quit();
        return '';
      default:
        return `There is no command ${command}. There are fault, clear, help and quit.`;
    }
  } catch (error) {
    return (error as Error).message;
  }
}

function help({ services }: Faults): string {
  const about = new Map<string, string>();
  const owners = new Map<string, string[]>();
  for (const { name, faults } of Object.values(services)) {
    for (const [fault, text] of Object.entries(faults)) {
      about.set(fault, text);
      owners.set(fault, [...(owners.get(fault) ?? []), name]);
    }
  }
  const count = Object.keys(services).length;
  const rows = [...owners].map(([fault, names]) => {
    // What every HTTP service has needs no list of names.
    const where = names.length >= count - 1 ? '' : ` (${names.join(', ')})`;
    return `  ${fault.padEnd(20)}${about.get(fault) ?? ''}${where}`;
  });
  return [
    'fault SERVICE FAULT   switches a fault on, in place of the one before',
    'clear [SERVICE]       switches it off, or all of them',
    'quit                  ends the demo',
    '',
    `Services: ${Object.keys(services).join(', ')}`,
    'Faults:',
    ...rows,
  ].join('\n');
}
