import type { LogRecord } from '../../../model/logRecord.ts';
import { parseObject, readObject } from './jsonShape.ts';
import { json } from './json.ts';
import { JSON_SHAPES } from './jsonShapes.ts';
import type { ReadContext } from './logFormat.ts';
import { logfmt } from './logfmt.ts';

/** A record whose message is a line of a logger of its own (Docker, journald, PM2): what that line says counts before what is around it. */
export function withInner(outer: LogRecord, context: ReadContext): LogRecord {
  const object = parseObject(outer.message);
  const inner =
    object !== undefined
      ? readObject(object, JSON_SHAPES.find(({ isOwn }) => isOwn(object)) ?? json)
      : logfmt.begins(outer.message)
        ? logfmt.read([outer.message], context)
        : undefined;
  return inner === undefined ? outer : { ...outer, ...inner, fields: { ...outer.fields, ...inner.fields } };
}
