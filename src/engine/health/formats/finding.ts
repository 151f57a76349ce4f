import type { CheckList } from '../checkList.ts';
import type { Finding, JsonObject } from '../health.ts';
import { checkParts, type CheckOptions } from '../readChecks.ts';

/** The finding of a format that gives no total: the worst of its checks. */
export function computed(list: CheckList, message?: string): Finding {
  return { status: list.worst, message, checks: list, computed: true };
}

/** The finding of an object that holds its total beside its checks. */
export function totalOf(object: JsonObject, list: CheckList, options: CheckOptions): Finding {
  const parts = checkParts(object, options);
  if (parts.status === undefined) return computed(list, parts.message);
  return { status: parts.status, word: parts.word, message: parts.message, checks: list };
}
