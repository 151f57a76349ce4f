/** Why a log cannot be read, as a sentence for the user. */
export function logFailure(path: string, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return `${path} does not exist.`;
    case 'EACCES':
    case 'EPERM':
      return `${path} may not be read: permission denied.`;
    case 'EISDIR':
      return `${path} is a directory: name a file in it, or a pattern such as ${path}/*.log.`;
    case 'ELOOP':
      return `${path} is a link that leads to itself.`;
    default:
      return `${path} cannot be read: ${message}.`;
  }
}
