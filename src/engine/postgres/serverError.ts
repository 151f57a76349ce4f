import { errorCode } from '../connections/errorCode.ts';

/**
 * Whether `error` is the server's answer to a statement, after which the session goes on: it has an SQLSTATE of five characters
 * (the network's codes, such as EPIPE, have no digit), not of class 57P, which ends the session.
 */
export function isServerError(error: unknown): error is Error {
  const code = errorCode(error);
  return error instanceof Error && code !== undefined && /^(?=.*\d)[0-9A-Z]{5}$/.test(code) && !code.startsWith('57P');
}
