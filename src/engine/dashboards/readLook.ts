import {
  type PanelKind,
  type PanelLook,
  type PanelThreshold,
  PLAIN_LOOK,
  type Reduction,
} from '../../model/dashboard.ts';
import { fieldOf, isJson, type Json, numberOf, textOf } from './fields.ts';
import { panelUnit } from './panelUnits.ts';
import { readLegacyMappings, readMappings } from './readMappings.ts';
import { readGraphThresholds, readLegacyThresholds, readThresholds } from './readThresholds.ts';

/** Grafana's names of what becomes one number of a series (its `fieldReducer.ts`), and those of the singlestat before. */
const REDUCTION_OF: ReadonlyMap<string, Reduction> = new Map([
  ['last', 'last'],
  ['lastNotNull', 'last'],
  ['current', 'last'],
  ['first', 'first'],
  ['firstNotNull', 'first'],
  ['min', 'min'],
  ['max', 'max'],
  ['mean', 'mean'],
  ['avg', 'mean'],
  ['sum', 'sum'],
  ['total', 'sum'],
  ['count', 'count'],
  ['range', 'range'],
  ['diff', 'delta'],
  ['delta', 'delta'],
]);

/** How the numbers of a panel are shown, from `fieldConfig` and `options`, or from the fields of the panels before them. */
export function readLook(panel: Json, kind: PanelKind): PanelLook {
  return isLegacy(panel) ? legacyLook(panel) : modernLook(panel, kind);
}

/** What the panel asks for that is none of our reductions: it shows the last value instead. */
export function unknownReduction(panel: Json): string | undefined {
  const name = isLegacy(panel) ? panel['valueName'] : firstCalc(panel);
  return typeof name === 'string' && name !== '' && !REDUCTION_OF.has(name) ? name : undefined;
}

function isLegacy(panel: Json): boolean {
  return panel['type'] === 'graph' || panel['type'] === 'singlestat';
}

function modernLook(panel: Json, kind: PanelKind): PanelLook {
  // Grafana 6 had the defaults among the options.
  const defaults = fieldOf(panel, 'fieldConfig', 'defaults') ?? fieldOf(panel, 'options', 'fieldOptions', 'defaults');
  const noValue = fieldOf(defaults, 'noValue');
  return {
    ...boundsOf(fieldOf(defaults, 'min'), fieldOf(defaults, 'max')),
    ...unitOf(fieldOf(defaults, 'unit')),
    thresholds: shownThresholds(panel, defaults, kind),
    thresholdsArePercent: fieldOf(defaults, 'thresholds', 'mode') === 'percentage',
    mappings: readMappings(fieldOf(defaults, 'mappings')),
    reduce: REDUCTION_OF.get(textOf(firstCalc(panel))) ?? 'last',
    isStacked: ['normal', 'percent'].includes(textOf(fieldOf(defaults, 'custom', 'stacking', 'mode'))),
    noValue: typeof noValue === 'number' ? String(noValue) : textOf(noValue),
  };
}

/**
 * The thresholds, where the panel shows them: Grafana writes its own two into every panel (red from 80 on), and whether they
 * are seen stands somewhere else, by kind.
 */
function shownThresholds(panel: Json, defaults: unknown, kind: PanelKind): readonly PanelThreshold[] {
  const thresholds = readThresholds(fieldOf(defaults, 'thresholds'));
  const mode = fieldOf(defaults, 'color', 'mode');
  const colorsByThreshold = mode === undefined || mode === 'thresholds';
  switch (kind) {
    case 'gauge':
      return thresholds;
    case 'stat':
      return colorsByThreshold && fieldOf(panel, 'options', 'colorMode') !== 'none' ? thresholds : [];
    case 'bars':
      return colorsByThreshold && panel['type'] === 'bargauge' ? thresholds : [];
    case 'chart': {
      const style = fieldOf(defaults, 'custom', 'thresholdsStyle', 'mode');
      return typeof style === 'string' && style !== 'off' ? thresholds : [];
    }
    case 'table': {
      const cell = fieldOf(defaults, 'custom', 'cellOptions', 'type') ?? fieldOf(defaults, 'custom', 'displayMode');
      return colorsByThreshold && /^(?:color-|gradient-gauge|lcd-gauge|basic|gauge)/.test(textOf(cell))
        ? thresholds
        : [];
    }
    case 'text':
    case 'row':
    case 'unsupported':
      return [];
  }
}

function legacyLook(panel: Json): PanelLook {
  const isGraph = panel['type'] === 'graph';
  const axis: unknown = Array.isArray(panel['yaxes']) ? panel['yaxes'][0] : undefined;
  // The graph of the first Grafanas.
  const format: unknown = Array.isArray(panel['y_formats']) ? panel['y_formats'][0] : undefined;
  const bounds = isGraph
    ? boundsOf(
        fieldOf(axis, 'min') ?? fieldOf(panel, 'grid', 'leftMin'),
        fieldOf(axis, 'max') ?? fieldOf(panel, 'grid', 'leftMax'),
      )
    : fieldOf(panel, 'gauge', 'show') === true
      ? boundsOf(fieldOf(panel, 'gauge', 'minValue'), fieldOf(panel, 'gauge', 'maxValue'))
      : {};
  return {
    ...PLAIN_LOOK,
    ...bounds,
    ...legacyUnit(panel, fieldOf(axis, 'format') ?? format ?? panel['format']),
    thresholds: isGraph ? readGraphThresholds(panel) : isColoured(panel) ? readLegacyThresholds(panel) : [],
    mappings: isGraph ? [] : readLegacyMappings(panel),
    reduce: isGraph ? 'last' : (REDUCTION_OF.get(textOf(panel['valueName'] ?? 'avg')) ?? 'last'),
    isStacked: isGraph && panel['stack'] === true,
    noValue: textOf(panel['nullText']),
  };
}

function legacyUnit(panel: Json, format: unknown): Pick<PanelLook, 'unit'> {
  // What the panel says of its values counts more than what it says of its axis.
  const { unit } = unitOf(fieldOf(panel, 'fieldConfig', 'defaults', 'unit') ?? format);
  const postfix = textOf(panel['postfix']).trim();
  if (postfix === '' || (unit !== undefined && (unit.unit !== 'none' || unit.suffix !== '')))
    return { ...(unit && { unit }) };
  // Written by hand behind the number of a singlestat that has no unit.
  return unitOf(`suffix:${postfix}`);
}

/** Whether the thresholds of a singlestat are seen anywhere. */
function isColoured(panel: Json): boolean {
  return panel['colorBackground'] === true || panel['colorValue'] === true || fieldOf(panel, 'gauge', 'show') === true;
}

function firstCalc(panel: Json): unknown {
  const calcs =
    fieldOf(panel, 'options', 'reduceOptions', 'calcs') ?? fieldOf(panel, 'options', 'fieldOptions', 'calcs');
  return Array.isArray(calcs) ? calcs[0] : undefined;
}

function boundsOf(min: unknown, max: unknown): Pick<PanelLook, 'min' | 'max'> {
  const [least, most] = [numberOf(min), numberOf(max)];
  return { ...(least !== undefined && { min: least }), ...(most !== undefined && { max: most }) };
}

function unitOf(id: unknown): Pick<PanelLook, 'unit'> {
  const unit = panelUnit(isJson(id) ? '' : textOf(id));
  return unit === undefined ? {} : { unit };
}
