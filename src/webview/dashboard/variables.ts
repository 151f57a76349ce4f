import { t } from '../../base/l10n.ts';
import { ALL_VALUES, type ChoiceVariable, type DashboardVariable } from '../../model/dashboard.ts';
import type { VariableAnswer } from '../../protocol/dashboard.ts';
import { fillQuery, type Lookup, type VariableValue } from './interpolate.ts';

export interface Option {
  readonly text: string;
  readonly value: string;
}

/** A variable as its field shows it. */
export interface VariableState {
  readonly variable: DashboardVariable;
  readonly options: readonly Option[];
  /** `ALL_VALUES` alone for all; the typed text of a text variable. */
  readonly chosen: readonly string[];
  /** Why it has no options, in a sentence. */
  readonly problem: string;
  /** Options that are left out because there are too many. */
  readonly omitted: number;
}

export interface VariablesOptions {
  readonly variables: readonly DashboardVariable[];
  /** What the user chose before, by name. */
  readonly chosen: Readonly<Record<string, readonly string[]>>;
  /** What Watchpost works out, as `$__interval`, by name. */
  readonly builtIn: Lookup;
  readonly ask: (query: string, regex: string) => Promise<VariableAnswer>;
}

/** The variables of a dashboard with what is chosen of them. Queries may hold variables that stand before. */
export class Variables {
  readonly #options: VariablesOptions;
  readonly #states = new Map<string, VariableState>();
  #chosen: Readonly<Record<string, readonly string[]>>;
  #turn = 0;

  constructor(options: VariablesOptions) {
    this.#options = options;
    this.#chosen = options.chosen;
    for (const variable of options.variables) {
      const given = variable.kind === 'choice' ? variable.options : [];
      this.#states.set(variable.name, this.#state(variable, given, '', 0));
    }
  }

  get states(): readonly VariableState[] {
    return [...this.#states.values()];
  }

  /** What the user chose, by name, to be kept. */
  get chosen(): Readonly<Record<string, readonly string[]>> {
    return this.#chosen;
  }

  choose(name: string, values: readonly string[]): void {
    this.#chosen = { ...this.#chosen, [name]: values };
    const state = this.#states.get(name);
    if (state !== undefined)
      this.#states.set(name, this.#state(state.variable, state.options, state.problem, state.omitted));
  }

  /** Asks for the options that queries give, one after another. False where it was called anew meanwhile. */
  async resolve(): Promise<boolean> {
    const turn = ++this.#turn;
    for (const variable of this.#options.variables) {
      if (variable.kind !== 'choice' || variable.query === undefined) continue;
      const answer = await this.#options.ask(fillQuery(variable.query, this.lookup), variable.regex);
      if (turn !== this.#turn) return false;
      const options = answer.ok ? answer.values.map((value) => ({ text: value, value })) : [];
      this.#states.set(
        variable.name,
        this.#state(variable, options, answer.ok ? '' : answer.problem, answer.ok ? answer.omitted : 0),
      );
    }
    return turn === this.#turn;
  }

  readonly lookup: Lookup = (name) => {
    const state = this.#states.get(name);
    return state === undefined ? this.#options.builtIn(name) : valueOf(state);
  };

  #state(variable: DashboardVariable, options: readonly Option[], problem: string, omitted: number): VariableState {
    const kept = Object.hasOwn(this.#chosen, variable.name) ? this.#chosen[variable.name] : undefined;
    return { variable, options, problem, omitted, chosen: choiceOf(variable, options, kept) };
  }
}

/** What is chosen: what the user chose, else what the file has, else the first there is; each only where it is an option. */
function choiceOf(
  variable: DashboardVariable,
  options: readonly Option[],
  kept: readonly string[] | undefined,
): readonly string[] {
  switch (variable.kind) {
    case 'constant':
      return [variable.value];
    case 'text':
      return [kept?.[0] ?? variable.value];
    case 'choice':
      return (
        fitting(variable, options, kept) ?? fitting(variable, options, variable.chosen) ?? first(variable, options)
      );
  }
}

function fitting(
  variable: ChoiceVariable,
  options: readonly Option[],
  wanted: readonly string[] | undefined,
): readonly string[] | undefined {
  if (wanted === undefined) return undefined;
  if (wanted.includes(ALL_VALUES)) return variable.hasAll ? [ALL_VALUES] : undefined;
  const known = wanted.filter((value) => options.some((option) => option.value === value));
  if (known.length === 0) return undefined;
  return variable.isMulti ? known : known.slice(0, 1);
}

function first({ hasAll }: ChoiceVariable, options: readonly Option[]): readonly string[] {
  if (hasAll) return [ALL_VALUES];
  return options.slice(0, 1).map(({ value }) => value);
}

function valueOf({ variable, options, chosen }: VariableState): VariableValue {
  if (variable.kind !== 'choice') return { values: chosen, texts: chosen, isPattern: false };
  const isPattern = variable.isMulti || variable.hasAll;
  const textOf = (value: string): string => options.find((option) => option.value === value)?.text ?? value;
  if (!chosen.includes(ALL_VALUES)) return { values: chosen, texts: chosen.map(textOf), isPattern };
  const texts = [t('All')];
  // Without a value to list, all is whatever there is.
  if (variable.allValue !== '' || options.length === 0)
    return { values: [variable.allValue === '' ? '.*' : variable.allValue], texts, isPattern, isRaw: true };
  return { values: options.map(({ value }) => value), texts, isPattern };
}
