import assert from 'node:assert/strict';
import { environment, parseDotEnv } from '../../src/config/dotEnv.ts';
import { assertComputed } from '../support/cpuTime.ts';

function check(text: string, expected: Readonly<Record<string, string>>): void {
  assert.deepEqual(Object.fromEntries(parseDotEnv(text)), expected);
}

// Rows from the documentation of the npm package dotenv.
describe('parseDotEnv', () => {
  it('reads names and values', () => {
    check('BASIC=basic', { BASIC: 'basic' });
    check('\uFEFFA=1\r\nB=2\r\n', { A: '1', B: '2' });
    check('  A =  spaced  \n\tB=\t2', { A: 'spaced', B: '2' });
    check('export A=1\nexport\tB=2', { A: '1', B: '2' });
    check('A=1\nA=2', { A: '2' });
    check('EMPTY=\nAFTER=x', { EMPTY: '', AFTER: 'x' });
    check('A.b-c_1=x', { 'A.b-c_1': 'x' });
    check('URL=postgres://u:p@h/d?a=b', { URL: 'postgres://u:p@h/d?a=b' });
    check('JSON={"foo": "bar"}\nIT=it\'s', { JSON: '{"foo": "bar"}', IT: "it's" });
  });

  it('leaves out comments and what is no entry', () => {
    check('# A=1\nB=2 # comment\nC="a # b" # c\nD=a#b\n#', { B: '2', C: 'a # b', D: 'a' });
    check('no entry\n=x\n1A=x\n', {});
    check('', {});
  });

  it('reads quotes', () => {
    check(`S=' a "b" \\n '\nD=" a 'b' "\nB=\`a "b" 'c'\``, { S: ' a "b" \\n ', D: " a 'b' ", B: 'a "b" \'c\'' });
    check('A="one\\ntwo\\t\\"q\\" \\\\ \\$ \\x"', { A: 'one\ntwo\t"q" \\ $ \\x' });
    check('A="one\ntwo"\nB=\'three\nfour\'\nC=5', { A: 'one\ntwo', B: 'three\nfour', C: '5' });
    check('A="not closed\nB=1', { A: '"not closed', B: '1' });
  });

  it('stays quick for hostile text', () => {
    const before = process.threadCpuUsage();
    parseDotEnv(`A="${'\\'.repeat(100_000)}`);
    parseDotEnv(`${' '.repeat(100_000)}x`);
    parseDotEnv(`A=${'"'.repeat(100_000)}`);
    parseDotEnv('A="\n'.repeat(2_000));
    assertComputed(1_000, before);
  });
});

describe('environment', () => {
  it('prefers the environment to the file', () => {
    const env = environment({ A: 'env', EMPTY: '', NONE: undefined }, 'A=file\nB=file\nEMPTY=file\nNONE=file');
    assert.deepEqual(['A', 'B', 'EMPTY', 'NONE', 'C', 'constructor'].map(env), [
      'env',
      'file',
      '',
      'file',
      undefined,
      undefined,
    ]);
  });
});
