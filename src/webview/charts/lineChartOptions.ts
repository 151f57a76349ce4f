import uPlot from 'uplot';
import type { Unit } from '../../base/unit.ts';
import { formatTimeTick } from '../time.ts';
import { type Cell, isolatedPoints } from './align.ts';
import { lineLook, type Theme } from './theme.ts';
import { tickLabels } from './tickLabels.ts';
import { logSplits, markSpace, tickSteps } from './yScale.ts';

/** What a line chart is built from; what changes with each drawing is read through the functions. */
export interface LineChartShape {
  readonly lineCount: number;
  readonly unit: Unit;
  readonly log: boolean;
  readonly theme: Theme;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly xRange: () => [fromMs: number, toMs: number];
  readonly yRange: () => [min: number, max: number];
  /** Moments to be marked at the top of the chart: runs that failed. */
  readonly marksMs: () => readonly number[];
  readonly events: () => ChartEvents;
  readonly onCursor: (chart: uPlot) => void;
  /** Its scales are there, by which a moment has its place. */
  readonly onReady: () => void;
}

/** What happened beside the numbers. */
export interface ChartEvents {
  /** Unix milliseconds, in order. */
  readonly timesMs: readonly number[];
  /** The one that is looked at, with how much before and after it is compared. */
  readonly chosen?: { readonly atMs: number; readonly spanMs: number };
}

/** Room for the value axis, and on the right for half of the last mark's text: what stands below a chart keeps to it. */
const Y_AXIS_PX = 62;
// oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- a const enum, which has no value to name at run time.
const LOGARITHMIC = 3 as uPlot.Scale.Distr.Logarithmic;

/** uPlot's options for lines over time; data go in Unix milliseconds. */
export function lineChartOptions(shape: LineChartShape): uPlot.Options {
  const { theme, unit, log } = shape;
  const axis = { stroke: theme.muted, font: theme.font, grid: { stroke: theme.grid, width: 1 } };
  return {
    width: shape.widthPx,
    height: shape.heightPx,
    ms: 1,
    // To the right, room for half of the last mark's text.
    padding: [8, 20, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      points: { size: 7, width: 2 },
      drag: { x: false, y: false, setScale: false },
      bind: { dblclick: () => null, mousedown: () => null, mouseup: () => null, click: () => null },
    },
    scales: {
      x: { time: true, range: () => shape.xRange() },
      y: log ? { distr: LOGARITHMIC, log: 10, range: () => shape.yRange() } : { range: () => shape.yRange() },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        ticks: { stroke: theme.grid, width: 1, size: 4 },
        size: 24,
        gap: 3,
        space: 64,
        values: (_chart, splits, _axis, _space, stepMs) => splits.map((timeMs) => formatTimeTick(timeMs, stepMs)),
      },
      {
        ...axis,
        ticks: { show: false },
        size: Y_AXIS_PX,
        gap: 6,
        space: (_chart, _axis, _min, _max, heightPx) => markSpace(heightPx),
        ...(log
          ? { splits: logMarks, filter: (_chart: uPlot, splits: number[]) => splits }
          : { incrs: tickSteps(unit) }),
        values: (_chart, splits) => tickLabels(splits, unit),
      },
    ],
    series: [{}, ...Array.from({ length: shape.lineCount }, (_, index) => lineOptions(shape, index))],
    hooks: {
      ready: [shape.onReady],
      setCursor: [shape.onCursor],
      drawClear: [(chart) => drawEvents(chart, shape.events(), theme)],
      draw: [(chart) => drawMarks(chart, shape.marksMs(), theme)],
    },
  };
}

function logMarks({ bbox }: uPlot, _axis: number, min: number, max: number): number[] {
  const heightPx = bbox.height / uPlot.pxRatio;
  return logSplits(min, max, Math.floor(heightPx / markSpace(heightPx)));
}

function lineOptions(shape: LineChartShape, index: number): uPlot.Series {
  const { colour, dash } = lineLook(shape.theme, index);
  const stepped = shape.unit === 'boolean' ? uPlot.paths.stepped?.({ align: 1 }) : undefined;
  return {
    stroke: colour,
    width: shape.theme.highContrast ? 2 : 1.5,
    ...(dash.length > 0 ? { dash: [...dash] } : {}),
    ...(stepped === undefined ? {} : { paths: stepped }),
    points: {
      size: 4,
      show: false,
      filter: (chart, seriesIndex) => isolatedPoints((chart.data[seriesIndex] ?? []) as readonly Cell[]),
    },
  };
}

/** A dashed line for each event behind the numbers, and behind the chosen one what is compared. */
function drawEvents(chart: uPlot, { timesMs, chosen }: ChartEvents, theme: Theme): void {
  const { ctx, bbox } = chart;
  const ratio = uPlot.pxRatio;
  const xOf = (timeMs: number): number => chart.valToPos(timeMs, 'x', true);
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  if (chosen !== undefined) {
    const [from, at, to] = [-1, 0, 1].map((side) => xOf(chosen.atMs + side * chosen.spanMs)) as [
      number,
      number,
      number,
    ];
    ctx.fillStyle = theme.grid;
    ctx.fillRect(from, bbox.top, to - from, bbox.height);
    ctx.strokeStyle = theme.cursor;
    ctx.lineWidth = 1.5 * ratio;
    ctx.beginPath();
    ctx.moveTo(at, bbox.top);
    ctx.lineTo(at, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.strokeStyle = theme.muted;
  ctx.globalAlpha = theme.highContrast ? 1 : 0.45;
  ctx.lineWidth = ratio;
  ctx.setLineDash([2 * ratio, 4 * ratio]);
  ctx.beginPath();
  let before = -Infinity;
  for (const timeMs of timesMs) {
    const x = Math.round(xOf(timeMs)) + 0.5;
    if (x - before < 2 * ratio) continue;
    before = x;
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
  }
  ctx.stroke();
  ctx.restore();
}

/** A small cross at the top of the chart for each moment: a form, so that it does not depend on its colour. */
function drawMarks(chart: uPlot, marksMs: readonly number[], theme: Theme): void {
  const { ctx, bbox } = chart;
  const ratio = uPlot.pxRatio;
  const arm = 3 * ratio;
  const y = bbox.top + arm;
  ctx.save();
  ctx.strokeStyle = theme.status.down;
  ctx.lineWidth = 1.5 * ratio;
  ctx.setLineDash([]);
  ctx.beginPath();
  let before = -Infinity;
  for (const markMs of marksMs) {
    const x = chart.valToPos(markMs, 'x', true);
    // Crosses that would lie on one another are drawn once.
    if (x < bbox.left || x > bbox.left + bbox.width || x - before < arm) continue;
    before = x;
    ctx.moveTo(x - arm, y - arm);
    ctx.lineTo(x + arm, y + arm);
    ctx.moveTo(x - arm, y + arm);
    ctx.lineTo(x + arm, y - arm);
  }
  ctx.stroke();
  ctx.restore();
}
