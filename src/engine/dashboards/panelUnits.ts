import type { Unit } from '../../base/unit.ts';
import type { PanelUnit } from '../../model/dashboard.ts';

type Row = readonly [unit: Unit, factor: number, ...ids: string[]];

const MINUTE = 60;
const [HOUR, DAY] = [60 * MINUTE, 1440 * MINUTE];

/** Grafana's ids of units that we have a word for (its `packages/grafana-data/src/valueFormats/categories.ts`). */
const KNOWN: readonly Row[] = [
  ['none', 1, 'none', 'short', 'string', 'locale', 'sci', 'hex', 'hex0x'],
  ['ratio', 0.01, 'percent'],
  ['ratio', 1, 'percentunit'],
  ['bytes', 1, 'bytes', 'decbytes'],
  ['seconds', 1e-9, 'ns'],
  // Two signs look the same, and both are in use.
  ['seconds', 1e-6, '\u00b5s', '\u03bcs', 'us'],
  ['seconds', 0.001, 'ms', 'dtdurationms', 'clockms'],
  ['seconds', 1, 's', 'dtdurations', 'dthms', 'dtdhms', 'clocks'],
  ['seconds', 0.01, 'timeticks'],
  ['seconds', MINUTE, 'm'],
  ['seconds', HOUR, 'h'],
  ['seconds', DAY, 'd'],
  ['perSecond', 1, 'cps', 'ops', 'reqps', 'rps', 'wps', 'iops', 'eps', 'mps', 'recps', 'rowsps', 'pps'],
  ['perSecond', 1 / MINUTE, 'cpm', 'opm', 'reqpm', 'rpm', 'wpm', 'epm', 'mpm', 'recpm', 'rowspm'],
  ['bytesPerSecond', 1, 'Bps', 'binBps'],
  ['celsius', 1, 'celsius'],
  ['boolean', 1, 'bool', 'bool_yes_no', 'bool_on_off'],
];

/** Sizes in steps of a thousand or of 1024: the beginning of the id before `bytes`, or before `Bs` of a rate. */
const SIZES: readonly (readonly [bytes: string, rate: string, size: number])[] = [
  ['kbytes', 'KiBs', 1024],
  ['mbytes', 'MiBs', 1024 ** 2],
  ['gbytes', 'GiBs', 1024 ** 3],
  ['tbytes', 'TiBs', 1024 ** 4],
  ['pbytes', 'PiBs', 1024 ** 5],
  ['deckbytes', 'KBs', 1e3],
  ['decmbytes', 'MBs', 1e6],
  ['decgbytes', 'GBs', 1e9],
  ['dectbytes', 'TBs', 1e12],
  ['decpbytes', 'PBs', 1e15],
];

/** Bits, counted alone so that they are not taken for bytes: the factor makes them plain bits, which get k and M of their own. */
const BITS: readonly (readonly [suffix: string, factor: number, ...ids: string[]])[] = [
  ['bit', 1, 'bits', 'decbits'],
  ['bit/s', 1, 'bps', 'binbps'],
  ['bit/s', 1e3, 'Kbits'],
  ['bit/s', 1e6, 'Mbits'],
  ['bit/s', 1e9, 'Gbits'],
  ['bit/s', 1e12, 'Tbits'],
  ['bit/s', 1e15, 'Pbits'],
  ['bit/s', 1024, 'Kibits'],
  ['bit/s', 1024 ** 2, 'Mibits'],
  ['bit/s', 1024 ** 3, 'Gibits'],
  ['bit/s', 1024 ** 4, 'Tibits'],
  ['bit/s', 1024 ** 5, 'Pibits'],
];

/** The signs that Grafana writes for units whose ids do not say them. */
const SIGNS: readonly (readonly [id: string, suffix: string, factor?: number])[] = [
  ['currencyUSD', '$'],
  ['currencyGBP', '£'],
  ['currencyEUR', '€'],
  ['currencyJPY', '¥'],
  ['currencyRUB', '₽'],
  ['currencyUAH', '₴'],
  ['currencyBRL', 'R$'],
  ['currencyDKK', 'kr'],
  ['currencyISK', 'kr'],
  ['currencyNOK', 'kr'],
  ['currencySEK', 'kr'],
  ['currencyINR', '₹'],
  ['currencyKRW', '₩'],
  ['currencyBTC', '₿'],
  ['humidity', '%H'],
  ['pixel', 'px'],
  ['hertz', 'Hz'],
  ['rothz', 'Hz'],
  ['rotrpm', 'rpm'],
  ['degree', '°'],
  ['fahrenheit', '°F'],
  ['farenheit', '°F'],
  ['kelvin', 'K'],
  ['watt', 'W'],
  ['mwatt', 'W', 1e-3],
  ['kwatt', 'W', 1e3],
  ['megwatt', 'W', 1e6],
  ['gwatt', 'W', 1e9],
  ['watth', 'Wh'],
  ['kwatth', 'Wh', 1e3],
  ['joule', 'J'],
  ['amp', 'A'],
  ['mamp', 'A', 1e-3],
  ['kamp', 'A', 1e3],
  ['volt', 'V'],
  ['mvolt', 'V', 1e-3],
  ['kvolt', 'V', 1e3],
  ['Hs', 'H/s'],
];

const UNITS: ReadonlyMap<string, PanelUnit> = new Map<string, PanelUnit>([
  ...KNOWN.flatMap(([unit, factor, ...ids]) => ids.map((id) => [id, { unit, factor, suffix: '' }] as const)),
  ...SIZES.flatMap(([bytes, rate, factor]) => [
    [bytes, { unit: 'bytes', factor, suffix: '' }] as const,
    [rate, { unit: 'bytesPerSecond', factor, suffix: '' }] as const,
  ]),
  ...BITS.flatMap(([suffix, factor, ...ids]) => ids.map((id) => [id, { unit: 'none', factor, suffix }] as const)),
  ...SIGNS.map(([id, suffix, factor = 1]) => [id, { unit: 'none', factor, suffix }] as const),
]);

/** Longer than any that Grafana has: what comes beside each number is to stay short. */
const SUFFIX_LENGTH = 40;

/** What an id of Grafana's units means; undefined where it is empty. One that is not known follows the number as it stands. */
export function panelUnit(id: string): PanelUnit | undefined {
  if (id === '') return undefined;
  const known = UNITS.get(id);
  if (known !== undefined) return known;
  // Milliseconds since 1970, in many looks.
  if (id.startsWith('dateTime')) return { unit: 'timestamp', factor: 0.001, suffix: '' };
  const colon = id.indexOf(':');
  const [kind, rest] = [id.slice(0, Math.max(0, colon)), id.slice(colon + 1)];
  if (kind === 'time') return { unit: 'timestamp', factor: 0.001, suffix: '' };
  if (kind === 'bool') return { unit: 'boolean', factor: 1, suffix: '' };
  const word = ['suffix', 'prefix', 'count', 'currency', 'si'].includes(kind) ? rest : id.replace(/^currency/, '');
  return { unit: 'none', factor: 1, suffix: word.trim().slice(0, SUFFIX_LENGTH) };
}
