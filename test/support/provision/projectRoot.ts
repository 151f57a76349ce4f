import { resolve } from 'node:path';

/** The project's folder: absolute, without a slash at its end. */
export const PROJECT_ROOT = resolve(import.meta.dirname, '..', '..', '..');
