import { randomBytes } from 'node:crypto';
import { Client, Pool } from 'pg';
import type { Postgres } from '../support/provision/postgres.ts';
import { startTcpProxy, type TcpProxy } from './tcpProxy.ts';
import type { FaultSwitch } from './sampleSystem.ts';

export interface Database {
  readonly name: string;
  readonly role: string;
  readonly password: string;
  /** Through the proxy, with the password. */
  readonly uri: string;
  /** The proxy's: what the system and Watchpost connect to. */
  readonly host: string;
  readonly port: number;
  /** Connections that give up after a second. */
  readonly pool: Pool;
  /** The fault `databaseGone`. */
  readonly gone: FaultSwitch;
  stop(): Promise<void>;
}

/** A database and a role that owns it. The role may read the server's statistics, as a monitoring role should. */
export async function createSampleDatabase(postgres: Postgres, name: string, role: string): Promise<Database> {
  const password = randomBytes(12).toString('hex');
  const client = new Client({ connectionString: postgres.superuserUri });
  await client.connect();
  try {
    await client.query(`CREATE ROLE ${role} LOGIN PASSWORD '${password}'`);
    await client.query(`GRANT pg_monitor TO ${role}`);
    await client.query(`CREATE DATABASE ${name} OWNER ${role}`);
  } finally {
    await client.end();
  }
  const proxy: TcpProxy = await startTcpProxy(postgres.port);
  const { host, port } = proxy;
  const uri = `postgresql://${role}:${password}@${host}:${port}/${name}`;
  const pool = new Pool({ connectionString: uri, max: 5, connectionTimeoutMillis: 1_000, query_timeout: 2_000 });
  pool.on('error', () => undefined); // an idle connection was cut: the pool opens another
  return {
    name,
    role,
    password,
    uri,
    host,
    port,
    pool,
    gone: { about: 'PostgreSQL refuses connections', on: () => proxy.shut(), off: () => proxy.open() },
    async stop() {
      await pool.end();
      await proxy.stop();
    },
  };
}
