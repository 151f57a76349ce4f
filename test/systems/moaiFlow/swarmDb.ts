import { DatabaseSync } from 'node:sqlite';

/** The swarm's memory: its agents and what they did, in a SQLite file. */
export interface SwarmDb {
  activeAgents(): number;
  addEvent(type: string): void;
  close(): void;
}

export function openSwarmDb(file: string): SwarmDb {
  const database = new DatabaseSync(file);
  database.exec(`
    PRAGMA journal_mode = WAL;
    CREATE TABLE IF NOT EXISTS agents (id INTEGER PRIMARY KEY, name TEXT NOT NULL, status TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS events (id INTEGER PRIMARY KEY, type TEXT NOT NULL, at TEXT DEFAULT CURRENT_TIMESTAMP);
    INSERT INTO agents (name, status) VALUES
      ('planner', 'active'), ('coder', 'active'), ('reviewer', 'active'), ('tester', 'idle');
  `);
  const count = database.prepare("SELECT count(*) AS count FROM agents WHERE status = 'active'");
  const insert = database.prepare('INSERT INTO events (type) VALUES (?)');
  return {
    activeAgents: () => Number(count.get()?.['count']),
    addEvent: (type) => void insert.run(type),
    close: () => database.close(),
  };
}
