import { type ServiceState } from '../../model/state.ts';
import { severity } from '../../model/status.ts';
import { COMMANDS } from '../contributions.ts';
import type { EngineState } from '../engine/engineClient.ts';
import { commandLink, escapeMarkdown, shorten } from '../markdown.ts';
import { isFailing, STATUS_LOOKS } from '../statusLook.ts';
import { countWords } from '../tree/row.ts';
import { nodeId } from '../tree/treeNodes.ts';

/** What the status bar's item is to show; undefined where it is to be hidden. */
export interface StatusBarLook {
  readonly text: string;
  /** Markdown; whatever comes from outside in it is escaped. */
  readonly tooltip: string;
  readonly background?: 'error' | 'warning';
  readonly spoken: string;
}

export interface StatusBarInput {
  readonly services: readonly ServiceState[];
  readonly engine: EngineState;
  readonly mode: 'always' | 'problems' | 'never';
  /** The workspace is not trusted, and its settings are left alone. */
  readonly restricted: boolean;
  /** How many services the settings name, whether or not the engine told of them yet. */
  readonly configured: number;
}

const MAX_LISTED = 15;
const MAX_NAMES = 2;

/** The status bar's item for a state of things. */
export function statusBarLook(input: StatusBarInput): StatusBarLook | undefined {
  const { engine, mode, configured, restricted } = input;
  if (mode === 'never') return undefined;
  const problemsOnly = mode === 'problems';
  if (configured === 0) {
    if (!restricted || problemsOnly) return undefined;
    return plain('$(shield) Watchpost', 'Watchpost watches nothing in a folder that is not trusted.');
  }
  if (engine.kind === 'restarting') {
    return plain(
      '$(sync~spin) Watchpost',
      `The engine ended and is started again (attempt ${engine.attempt}). ${commandLink('Show log', COMMANDS.showLog)}`,
      'the engine is restarting',
    );
  }
  const { services } = input;
  if (engine.kind !== 'running' || services.length === 0) {
    return problemsOnly ? undefined : plain('$(sync~spin) Watchpost', 'Watchpost is starting.');
  }
  if (services.every(({ status }) => status === 'paused')) {
    return problemsOnly ? undefined : plain('$(debug-pause) paused', 'All services are paused.');
  }
  const failing = services.filter(isFailing).sort((a, b) => severity(b.status) - severity(a.status));
  const counts = countWords(services.map(({ status }) => status));
  if (failing.length === 0) {
    if (problemsOnly) return undefined;
    const unknown = services.filter(({ status }) => status === 'unknown');
    return {
      text: `$(pulse) ${counts}`,
      tooltip: [`**Watchpost** ${counts}`, ...list(unknown)].join('\n\n'),
      spoken: `Watchpost: ${counts}`,
    };
  }
  const anyDown = failing.some(({ status }) => status === 'down');
  return {
    text: `$(${STATUS_LOOKS[anyDown ? 'down' : 'degraded'].icon}) ${failingText(failing)}`,
    tooltip: [`**Watchpost** ${counts}`, ...list(failing)].join('\n\n'),
    background: anyDown ? 'error' : 'warning',
    spoken: `Watchpost: ${counts}. ${failing
      .slice(0, MAX_LISTED)
      .map(({ id, status }) => `${id} ${status}`)
      .join(', ')}`,
  };
}

/** One or two failing services by name; more by number. */
function failingText(failing: readonly ServiceState[]): string {
  if (failing.length > MAX_NAMES) return countWords(failing.map(({ status }) => status));
  return failing.map(({ id, status }) => `${withoutIcons(shorten(id, 30))} ${status}`).join(', ');
}

/** A name as the status bar's text shows it: `$(…)` in it is no icon. */
function withoutIcons(name: string): string {
  return name.replaceAll('$(', '$\u200B(');
}

function list(services: readonly ServiceState[]): readonly string[] {
  if (services.length === 0) return [];
  const rows = services.slice(0, MAX_LISTED).map(({ id, status, reason }) => {
    const link = commandLink(escapeMarkdown(id), COMMANDS.openPanel, [nodeId('service', id)]);
    return `- $(${STATUS_LOOKS[status].icon}) ${link} ${status}: ${escapeMarkdown(shorten(reason, 160))}`;
  });
  const more = services.length - rows.length;
  return [[...rows, ...(more > 0 ? [`- and ${more} more`] : [])].join('\n')];
}

function plain(text: string, tooltip: string, spoken = tooltip): StatusBarLook {
  return { text, tooltip, spoken: `Watchpost: ${spoken}` };
}
