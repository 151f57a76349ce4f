import type { ThresholdTone } from '../../model/dashboard.ts';

const NAMED: ReadonlyMap<string, ThresholdTone> = new Map([
  ['green', 'good'],
  ['yellow', 'warning'],
  ['orange', 'warning'],
  ['red', 'bad'],
]);

/** How serious a colour of Grafana is: by its name (`semi-dark-red`), or by the hue of `#rrggbb` and `rgb(…)`. */
export function thresholdTone(color: string): ThresholdTone {
  const name = color.toLowerCase().replace(/^(?:super-light|light|semi-dark|dark)-/, '');
  const named = NAMED.get(name);
  if (named !== undefined) return named;
  const rgb = rgbOf(name);
  return rgb === undefined ? 'neutral' : toneOfHue(rgb);
}

type Rgb = readonly [red: number, green: number, blue: number];

function rgbOf(color: string): Rgb | undefined {
  const hex = /^#([\da-f]{3,8})$/.exec(color)?.[1];
  if (hex !== undefined) {
    const digits = hex.length < 6 ? hex.slice(0, 3).replace(/./g, '$&$&') : hex;
    const part = (at: number): number => Number.parseInt(digits.slice(at, at + 2), 16);
    return [part(0), part(2), part(4)];
  }
  const [, red, green, blue] = /^rgba?\(\s*([\d.]+)\s*,\s*([\d.]+)\s*,\s*([\d.]+)\s*(?:,|\))/.exec(color) ?? [];
  return red === undefined ? undefined : [Number(red), Number(green), Number(blue)];
}

function toneOfHue([red, green, blue]: Rgb): ThresholdTone {
  const [least, most] = [Math.min(red, green, blue), Math.max(red, green, blue)];
  const span = most - least;
  // Grey has no hue to go by, and what is almost grey says as little.
  if (!(span > 0.15 * most)) return 'neutral';
  const sixth =
    most === red ? (green - blue) / span : most === green ? 2 + (blue - red) / span : 4 + (red - green) / span;
  const hue = (sixth * 60 + 360) % 360;
  if (hue < 18 || hue >= 340) return 'bad';
  if (hue < 66) return 'warning';
  return hue < 165 ? 'good' : 'neutral';
}
