/** Something wrong in an exposition. Line and column count from 1, as compilers print them; the column in UTF-16 units. */
export interface ExpositionProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}
