import { Emitter, type Event } from '../../base/event.ts';
import { type Disposable, DisposableStore, toDisposable } from '../../base/disposable.ts';
import { STATUSES, type Status } from '../../model/status.ts';

/** The colours that are drawn with: what the style sheet made of the editor's theme. */
export interface Theme {
  readonly foreground: string;
  readonly muted: string;
  readonly grid: string;
  readonly background: string;
  readonly cursor: string;
  readonly focus: string;
  /** Colours of lines, in the order of use. */
  readonly lines: readonly string[];
  readonly status: Readonly<Record<Status, string>>;
  readonly font: string;
  /** High contrast or the system's forced colours: thicker lines, no tints. */
  readonly highContrast: boolean;
}

const LINE_COLOURS = 5;

/** Reads the theme from the `--wp-…` properties that the style sheet derives from the editor's. */
export function readTheme(property: (name: string) => string, highContrast: boolean): Theme {
  const colour = (name: string): string => property(`--wp-${name}`).trim() || 'CanvasText';
  return {
    foreground: colour('foreground'),
    muted: colour('muted'),
    grid: colour('grid'),
    background: colour('background'),
    cursor: colour('cursor'),
    focus: colour('focus'),
    lines: Array.from({ length: LINE_COLOURS }, (_, i) => colour(`line-${i + 1}`)),
    status: Object.fromEntries(STATUSES.map((status) => [status, colour(`status-${status}`)])) as Record<
      Status,
      string
    >,
    font: `11px ${property('--vscode-font-family').trim() || 'sans-serif'}`,
    highContrast,
  };
}

/** How the line at `index` is drawn: colours first, then the same colours dashed, so that ten lines differ. */
export function lineLook(theme: Theme, index: number): { readonly colour: string; readonly dash: readonly number[] } {
  const dashes = [[], [6, 3], [2, 3]];
  const colour = theme.lines[index % theme.lines.length] ?? theme.foreground;
  // With little colour to tell lines apart, neighbours differ by their dashes as well.
  const dash = theme.highContrast ? index : Math.floor(index / theme.lines.length);
  return { colour, dash: dashes[dash % dashes.length] ?? [] };
}

/** The page's theme as it is now, and an event when the editor changes it. */
export class ThemeSource implements Disposable {
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.own(new Emitter<Theme>());
  readonly onChange: Event<Theme> = this.#changed.event;
  #theme: Theme;

  constructor(page: Window) {
    const { document } = page;
    const forced = page.matchMedia('(forced-colors: active)');
    const read = (): Theme => {
      const style = page.getComputedStyle(document.body);
      const highContrast = /vscode-high-contrast/.test(document.body.className) || forced.matches;
      return readTheme((name) => style.getPropertyValue(name), highContrast);
    };
    this.#theme = read();
    const onChange = (): void => {
      const theme = read();
      if (JSON.stringify(theme) === JSON.stringify(this.#theme)) return;
      this.#theme = theme;
      this.#changed.fire(theme);
    };
    const observer = new MutationObserver(onChange);
    observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'style'] });
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['class', 'style'] });
    this.#store.own(toDisposable(() => observer.disconnect()));
    forced.addEventListener('change', onChange);
    this.#store.own(toDisposable(() => forced.removeEventListener('change', onChange)));
  }

  get theme(): Theme {
    return this.#theme;
  }

  dispose(): void {
    this.#store.dispose();
  }
}
