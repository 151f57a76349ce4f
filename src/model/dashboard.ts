import type { Unit } from '../base/unit.ts';

/**
 * A Grafana dashboard as Watchpost shows it, read from its JSON: classic schema, from the first versions with `rows` to those with `gridPos`.
 * What it cannot show it still names (`unsupported` panels, `left`), so that nothing is missing in silence.
 */
export interface Dashboard {
  readonly title: string;
  readonly description: string;
  /** In the order of reading: by row, then by column. */
  readonly panels: readonly DashboardPanel[];
  /** In the order of the file, which is that in which they may refer to one another. */
  readonly variables: readonly DashboardVariable[];
  /** How far back it looks when it is opened, from `time.from`; absent where that is no span that ends now. */
  readonly rangeMs?: number;
  /** How often it asks anew, from `refresh`; absent where the file does not say. */
  readonly refreshMs?: number;
  /** What the file has beside what is shown, each in a sentence for the user: annotations, other data sources, repeated panels. */
  readonly left: readonly string[];
}

/** What a panel is shown as. `table` is a table of an instant query; `row` a heading that the panels up to the next row belong to. */
export type PanelKind = 'chart' | 'stat' | 'gauge' | 'bars' | 'table' | 'text' | 'row' | 'unsupported';

export interface DashboardPanel {
  /** Unique in the dashboard, and the same while panels are neither added nor removed. */
  readonly id: string;
  readonly kind: PanelKind;
  /** Grafana's name of the type: `timeseries`, `singlestat`. */
  readonly type: string;
  /** May hold variables, as `description` and `text` may. */
  readonly title: string;
  readonly description: string;
  /** In Grafana's grid of 24 columns and rows of 30 pixels; made up by the panel's place in the file where it does not say. */
  readonly place: PanelPlace;
  readonly queries: readonly PanelQuery[];
  readonly look: PanelLook;
  /** Of a `text` panel: Markdown or plain text, never HTML. */
  readonly text?: string;
  /** Of an `unsupported` panel: why, in a sentence. */
  readonly why?: string;
  /** Of a `row`: whether its panels are hidden at first. */
  readonly isCollapsed?: boolean;
}

/** `x` and `width` in columns of 24, `y` and `height` in rows of 30 pixels. */
export interface PanelPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PanelQuery {
  /** Grafana's letter of the query, unique in the panel. */
  readonly refId: string;
  /** PromQL with variables in it. */
  readonly expr: string;
  /** `legendFormat`: text with `{{label}}` and variables; empty: the labels that tell the series apart. */
  readonly legend: string;
  /** The least step, in milliseconds; absent where the file does not say. */
  readonly minStepMs?: number;
}

/** How the numbers of a panel are shown. */
export interface PanelLook {
  /** What its values are in; absent where the file does not say, and the metrics' own unit counts. */
  readonly unit?: PanelUnit;
  /** Bounds of the axis, the gauge and the bars, in the panel's unit as the file has it. */
  readonly min?: number;
  readonly max?: number;
  /** Ascending; the first holds from minus infinity on. Empty: none. */
  readonly thresholds: readonly PanelThreshold[];
  /** `from` of the thresholds is a share of 0 to 100 between `min` and `max`. */
  readonly thresholdsArePercent: boolean;
  readonly mappings: readonly ValueMapping[];
  /** What becomes one number of a series. */
  readonly reduce: Reduction;
  readonly isStacked: boolean;
  /** Shown in place of a value that is not there. */
  readonly noValue: string;
}

/** A panel that says nothing of how its numbers are shown. */
export const PLAIN_LOOK: PanelLook = {
  thresholds: [],
  thresholdsArePercent: false,
  mappings: [],
  reduce: 'last',
  isStacked: false,
  noValue: '',
};

/** A unit of Grafana by ours: `value * factor` is in `unit`; `suffix` follows the number where ours has no word for it. */
export interface PanelUnit {
  readonly unit: Unit;
  readonly factor: number;
  readonly suffix: string;
}

/** How serious a threshold is, by the colour that the file gives it; `neutral`: any other. */
export type ThresholdTone = 'good' | 'warning' | 'bad' | 'neutral';

export interface PanelThreshold {
  /** From this value on, in the panel's unit as the file has it; absent of the first, which holds below all others. */
  readonly from?: number;
  readonly tone: ThresholdTone;
}

/** Another text in place of a value; the first that holds counts. Bounds belong to the range. */
export type ValueMapping =
  | { readonly kind: 'value'; readonly value: number; readonly text: string; readonly tone?: ThresholdTone }
  | {
      readonly kind: 'range';
      /** Absent: no bound. A page is sent JSON, which has no infinity. */
      readonly from?: number;
      readonly to?: number;
      readonly text: string;
      readonly tone?: ThresholdTone;
    }
  /** NaN, or no value at all. */
  | { readonly kind: 'empty'; readonly text: string; readonly tone?: ThresholdTone };

export const REDUCTIONS = ['last', 'first', 'min', 'max', 'mean', 'sum', 'count', 'range', 'delta'] as const;
/** NaN counts for none of them. `delta`: last less first; `range`: greatest less least. */
export type Reduction = (typeof REDUCTIONS)[number];

interface VariableBase {
  /** As the queries write it: `$name`, `${name}`, `[[name]]`. */
  readonly name: string;
  readonly label: string;
  /** It has no field in the page. */
  readonly isHidden: boolean;
}

/** One that the user chooses values of. */
export interface ChoiceVariable extends VariableBase {
  readonly kind: 'choice';
  /** Given by the file; empty where `query` is asked for them. */
  readonly options: readonly { readonly text: string; readonly value: string }[];
  /** Grafana's query for the options, with variables in it: `label_values(up, instance)`; absent where the file has them. */
  readonly query?: string;
  /** Which of the query's answers count, and which part of them: `/^node-(.*)$/`, as RE2; empty: all. */
  readonly regex: string;
  readonly isMulti: boolean;
  readonly hasAll: boolean;
  /** What stands for "All" in a query; empty: all values, as a pattern. */
  readonly allValue: string;
  /** Chosen by the file; `$__all` for all. May be empty, or hold what is no option any more. */
  readonly chosen: readonly string[];
}

/** One that the user types. */
export interface TextVariable extends VariableBase {
  readonly kind: 'text';
  readonly value: string;
}

/** One that stands for this always: a constant, or a data source, of which there is only ours. */
export interface ConstantVariable extends VariableBase {
  readonly kind: 'constant';
  readonly value: string;
}

export type DashboardVariable = ChoiceVariable | TextVariable | ConstantVariable;

/** The value of a choice that stands for all of its options, as in Grafana's files. */
export const ALL_VALUES = '$__all';
