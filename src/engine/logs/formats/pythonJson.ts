import type { JsonShape } from './jsonShape.ts';

/** JSON from Python's `logging`: a formatter such as MoAI-Flow's guide has, or python-json-logger. */
export const pythonJson: JsonShape = {
  name: 'pythonJson',
  isOwn: (line) =>
    'levelname' in line || ('logger' in line && ('module' in line || 'function' in line || 'exception' in line)),
  time: ['timestamp', 'asctime', 'time'],
  level: ['level', 'levelname'],
  message: ['message', 'msg'],
  logger: ['logger', 'name'],
  // The usual formatter writes `datetime.utcnow().isoformat()`, which names no zone.
  zone: 'utc',
};
