import { YamlReader } from './yamlReader.ts';

const MAX_PATTERNS = 50;

/**
 * The `rule_files` of a Prometheus configuration as patterns below its own folder; none where it is no such file. An
 * absolute path is one of the machine or container that Prometheus runs on: the file of that name beside the
 * configuration stands for it. One that leads out of the folder is left out.
 */
export function ruleFilesOf(configuration: string): readonly string[] {
  const reader = new YamlReader(configuration);
  if (reader.problems.length > 0) return [];
  const files = reader.mapping(reader.root, 'the configuration')?.get('rule_files')?.value;
  return reader
    .list(files, 'rule_files')
    .slice(0, MAX_PATTERNS)
    .flatMap((node) => reader.text(node, 'a rule file') ?? [])
    .map((path) => (/^([/\\]|[a-zA-Z]:)/.test(path) ? (path.split(/[/\\]/).at(-1) ?? '') : path.replace(/^\.\//, '')))
    .filter((path) => path !== '' && !path.split(/[/\\]/).includes('..'));
}
