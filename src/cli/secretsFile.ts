import { readFileSync } from 'node:fs';
import type { SecretValue } from '../protocol/engine.ts';
import { UsageError } from './command.ts';

/**
 * Secrets out of a JSON file, `[{"name": "clawnet-admin", "value": "…", "origins": ["https://clawnet.example"]}]`: the
 * command line has no keychain, and like the editor it sends a secret only to the origins that are allowed for it.
 */
export function readSecretsFile(file: string): SecretValue[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    // The reason may quote the file, and with it a secret; so it only goes along as the cause.
    throw new UsageError(`cannot read secrets from ${file}: it is not there or not JSON`, { cause: error });
  }
  if (!Array.isArray(parsed) || !parsed.every(isSecret)) {
    throw new UsageError(`${file} must hold a list of {"name", "value", "origins"}`);
  }
  return parsed;
}

function isSecret(value: unknown): value is SecretValue {
  if (typeof value !== 'object' || value === null) return false;
  const { name, value: text, origins } = value as Record<string, unknown>;
  return (
    typeof name === 'string' &&
    typeof text === 'string' &&
    Array.isArray(origins) &&
    origins.every((origin) => typeof origin === 'string')
  );
}
