import { codecFuzzer, pageFuzzer } from './blockFuzzers.ts';
import { dashboardFuzzer } from './dashboardFuzzer.ts';
import { expositionFuzzer } from './expositionFuzzer.ts';
import { protobufFuzzer } from './protobufFuzzer.ts';
import type { Fuzzer } from './fuzzer.ts';
import { discoverFuzzer, frameFuzzer } from './probeFuzzers.ts';
import { promqlEvaluatorFuzzer, promqlParserFuzzer, regexpFuzzer } from './promqlFuzzers.ts';

/** Everything that reads bytes or text from outside and computes. */
export const FUZZERS: readonly Fuzzer[] = [
  expositionFuzzer('text'),
  expositionFuzzer('openmetrics'),
  protobufFuzzer,
  promqlParserFuzzer,
  promqlEvaluatorFuzzer,
  regexpFuzzer,
  pageFuzzer,
  codecFuzzer,
  frameFuzzer,
  discoverFuzzer,
  dashboardFuzzer,
];
