import assert from 'node:assert/strict';
import { checkTemplate, expandText } from '../../../src/engine/template/expandText.ts';
import { GoMap, type Value } from '../../../src/engine/template/value.ts';
import { assertComputed } from '../../support/cpuTime.ts';

const SCENE = { query: () => [], nowMs: 0, externalUrl: '' };

function expanded(text: string, data?: Value): string {
  const result = expandText('t', text, data, SCENE);
  return result.ok ? result.value : `error: ${result.error}`;
}

// What Go's text/template does with each (its documentation and exec_test.go).
describe('a template', () => {
  for (const [text, output] of [
    ['a {{- " b " -}} c', 'a b c'],
    ['{{/* nothing */}}x', 'x'],
    ['{{ if 0 }}a{{ else if 1 }}b{{ else }}c{{ end }}', 'b'],
    ['{{ with "x" }}{{ . }}{{ end }}', 'x'],
    ['{{ with "" }}a{{ else }}b{{ end }}', 'b'],
    ['{{ range 3 }}{{ . }}{{ end }}', '012'],
    ['{{ range $i, $e := args 5 6 }}{{ $i }}={{ $e }} {{ end }}', 'arg0=5 arg1=6 '],
    ['{{ range 5 }}{{ if eq . 1 }}{{ continue }}{{ end }}{{ if eq . 3 }}{{ break }}{{ end }}{{ . }}{{ end }}', '02'],
    ['{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ end }}{{ $x }}', '2'],
    ['{{ $x := 1 }}{{ if true }}{{ $x := 2 }}{{ end }}{{ $x }}', '1'],
    ['{{ define "d" }}[{{ . }}]{{ end }}{{ template "d" 5 }}', '[5]'],
    ['{{ and 1 0 2 }} {{ or 0 "" 3 }} {{ not 0 }}', '0 3 true'],
    ['{{ and 0 (index . 5) }}', '0'],
    ['{{ eq 1 2 1 }} {{ ne "a" "b" }} {{ lt 1.5 2.5 }} {{ ge 2 2 }}', 'true true true true'],
    ['{{ len "héllo" }} {{ index (args 1) "arg0" }} {{ slice "hello" 1 3 }}', '6 1 el'],
    ['{{ printf "%05.1f|%-5s|%5d|%q|%x|%v|%%" 3.14159 "ab" 42 "q" 255 1e6 }}', '003.1|ab   |   42|"q"|ff|1e+06|%'],
    ['{{ printf "%d" "x" }}', '%!d(string=x)'],
    ['{{ print 1 2 "a" 3 }}', '1 2a3'],
    ['{{ html "<a&b>" }} {{ urlquery "a b/c" }} {{ js "it\'s" }}', "&lt;a&amp;b&gt; a+b%2Fc it\\'s"],
    ["{{ 0x10 }} {{ 1_000 }} {{ 'a' }} {{ `raw` }} {{ 1e3 }}", '16 1000 97 raw 1000'],
    ['{{ "a.b.c" | reReplaceAll "\\\\.(.)" "-$1" }}', 'a-b-c'],
    ['{{ reReplaceAll "^a" "b" "aaa" }}', 'baa'],
    ['{{ reReplaceAll "x*" "-" "ab" }}', '-a-b-'],
    ['{{ title "hello wörld" }}', 'Hello Wörld'],
  ] as const) {
    it(text, () => assert.equal(expanded(text), output));
  }

  for (const [text, error] of [
    ['{{ if }}x{{ end }}', /missing value for if/],
    ['{{ if 1 }}x', /unexpected EOF/],
    ['{{ end }}', /unexpected \{\{end\}\}/],
    ['{{ nope }}', /function "nope" not defined/],
    ['{{ $x }}', /undefined variable "\$x"/],
    ['{{ (1 }}', /unclosed left paren/],
    ['{{ "a }}', /unterminated quoted string/],
    ['{{ break }}', /outside \{\{range\}\}/],
    ['{{ 1 | 2 }}', /non executable command in pipeline/],
  ] as const) {
    it(`is refused: ${text}`, () => {
      const checked = checkTemplate('t', text);
      assert.ok(!checked.ok);
      assert.match(checked.error, error);
      assert.match(checked.error, /^error parsing template t: template: t:1: /);
    });
  }

  it('comes to an end', () => {
    const endless = '{{ define "a" }}{{ template "a" }}{{ end }}{{ template "a" }}';
    assert.match(expanded(endless), /maximum template depth/);
    assert.match(expanded('{{ range 1000 }}{{ range 1000 }}x{{ end }}{{ end }}'), /too many steps/);
    assert.match(expanded(`{{ range 2000 }}${'x'.repeat(1000)}{{ end }}`), /writes too much/);
    const before = process.threadCpuUsage();
    expanded(`{{ reReplaceAll "(a+)+b" "" "${'a'.repeat(5_000)}" }}`);
    assertComputed(2_000, before);
  });

  it('holds no more than it may, however it is made', () => {
    for (const text of [
      '{{ $x := "aaaaaaaa" }}{{ range 60 }}{{ $x = print $x $x }}{{ end }}{{ len $x }}',
      '{{ $x := args 1 }}{{ range 60 }}{{ $x = args $x $x }}{{ end }}{{ $x }}',
      `{{ $x := "${'a'.repeat(1000)}" }}{{ printf "%s" (print ${'$x '.repeat(2000)}) }}`,
      `{{ reReplaceAll "a" "${'$0'.repeat(1500)}" "${'a'.repeat(60_000)}" }}`,
      `{{ reReplaceAll "a.*z|a" "" "${'a'.repeat(60_000)}" }}`,
      '{{ range 100 }}{{ query "up" | len }}{{ end }}',
    ]) {
      assert.match(
        expanded(text),
        /holds too much|writes too much|takes too long|more than 50 queries/,
        text.slice(0, 40),
      );
    }
  });

  it('is read in linear time', () => {
    const before = process.threadCpuUsage();
    expanded(`${' '.repeat(200_000)}x{{- 1 -}}${' '.repeat(40_000)}x`);
    assert.equal(expanded(`a{{ 1${' '.repeat(1000)}-}}  b`), 'a1b');
    assertComputed(1_000, before);
  });

  // What JavaScript throws for must fail the template and nothing else.
  for (const text of [
    '{{ printf "%c" -1 }}',
    '{{ printf "%.*f" -5 1.5 }}',
    '{{ eq (toDuration "NaN") (toDuration "NaN") }}',
    '{{ ((now | toTime).Add (toDuration "+Inf")).Unix }}',
    '{{ slice "abc" 2 1 }}',
    '{{ (now | toTime).Nope }}',
  ]) {
    it(`fails as a template: ${text}`, () =>
      assert.match(expanded(text), /^error: error executing template t: template: t:1:/));
  }

  it('compares only what can be compared', () => {
    assert.match(expanded('{{ eq 1 1.0 }}'), /incompatible types for comparison/);
    assert.match(expanded('{{ lt true false }}'), /invalid type for comparison/);
    assert.match(expanded('{{ index . "a" 1 }}', new GoMap([['a', 'x']])), /index out of range/);
  });
});
