import * as vscode from 'vscode';
import { isProduction } from '../../model/isProduction.ts';
import type { ServiceState } from '../../model/state.ts';

const SCHEME = 'watchpost-production';

/** The address by which the row of a service in production is marked; none for others. */
export function productionUri(service: Pick<ServiceState, 'id' | 'environment'>): vscode.Uri | undefined {
  return isProduction(service) ? vscode.Uri.from({ scheme: SCHEME, path: `/${service.id}` }) : undefined;
}

/** Marks the rows of services in production by a letter, as the editor marks changed files; colours are the status'. */
export function markProduction(): vscode.Disposable {
  return vscode.window.registerFileDecorationProvider({
    provideFileDecoration: ({ scheme }) =>
      scheme === SCHEME ? new vscode.FileDecoration('P', vscode.l10n.t('production')) : undefined,
  });
}
