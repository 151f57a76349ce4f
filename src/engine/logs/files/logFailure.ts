import { t } from '../../../base/l10n.ts';

/** Why a log cannot be read, as a sentence for the user. */
export function logFailure(path: string, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return t('{0} does not exist.', path);
    case 'EACCES':
    case 'EPERM':
      return t('{0} may not be read: permission denied.', path);
    case 'EISDIR':
      return t('{0} is a directory: name a file in it, or a pattern such as {0}/*.log.', path);
    case 'ELOOP':
      return t('{0} is a link that leads to itself.', path);
    default:
      return t('{0} cannot be read: {1}.', path, message);
  }
}
