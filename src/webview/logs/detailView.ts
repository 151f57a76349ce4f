import { t } from '../../base/l10n.ts';
import type { LogDetail, LogRow } from '../../protocol/logs.ts';
import { button, h } from '../dom.ts';
import { jsonTree } from './jsonTree.ts';
import { linkedText } from './linkedText.ts';

export interface DetailActions {
  readonly openFile: (path: string, line: number, column: number) => void;
  readonly copy: (text: string) => void;
  readonly followRequest: (requestId: string) => void;
  readonly around: (ref: string) => void;
  readonly close: () => void;
}

/** All that is known of a record. */
export function detailView(row: LogRow, detail: LogDetail, actions: DetailActions): HTMLElement {
  const { message, error, fields, text, path, line, ref } = detail;
  const { requestId } = row;
  const place = line > 0 ? `${path}:${line}` : path;
  return h(
    'section',
    { class: 'log-detail', 'aria-label': t('Record'), tabindex: '0' },
    h(
      'div',
      { class: 'log-detail-head' },
      h('span', { class: 'log-place', title: place }, place),
      requestId !== undefined &&
        button(t('Only request {0}', requestId), { icon: 'filter', onclick: () => actions.followRequest(requestId) }),
      ref !== '' && button(t('Around this record'), { icon: 'fold', onclick: () => actions.around(ref) }),
      button(t('Copy'), { icon: 'copy', iconOnly: true, onclick: () => actions.copy(text) }),
      button(t('Close'), { icon: 'close', iconOnly: true, onclick: actions.close }),
    ),
    h('pre', { class: 'log-text' }, ...linkedText(message, actions.openFile)),
    error?.stack !== undefined &&
      !message.includes(error.stack) &&
      h('pre', { class: 'log-text log-stack' }, ...linkedText(error.stack, actions.openFile)),
    Object.keys(fields).length > 0 && jsonTree('fields', fields),
  );
}
