import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { restrictedSettings } from '../../src/config/settings.ts';
import {
  ACTIVITY_PANEL_TYPE,
  COMMANDS,
  CONTEXT_KEYS,
  DASHBOARD_PANEL_TYPE,
  LOG_PANEL_TYPE,
  OVERVIEW_PANEL_TYPE,
  PANEL_TYPE,
  PROMQL_LANGUAGE,
  QUERY_PANEL_TYPE,
  REDIS_PANEL_TYPE,
  REPORT_PANEL_TYPE,
  ROW_WORDS,
  VIEW_CONTAINER,
  VIEWS,
} from '../../src/ui/contributions.ts';

interface Menu {
  readonly command: string;
  readonly when?: string;
  readonly group?: string;
}
interface Step {
  readonly description: string;
  readonly media:
    | { readonly markdown: string }
    | { readonly image: Readonly<Record<'light' | 'dark' | 'hc' | 'hcLight', string>>; readonly altText: string };
  readonly completionEvents: readonly string[];
}
interface Manifest {
  readonly activationEvents: readonly string[];
  readonly extensionKind: readonly string[];
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly supported: unknown; readonly restrictedConfigurations: readonly string[] };
  };
  readonly contributes: {
    readonly commands: readonly {
      readonly command: string;
      readonly title: string;
      readonly category: string;
      readonly icon?: string;
      readonly enablement?: string;
    }[];
    readonly menus: Readonly<Record<string, readonly Menu[]>>;
    readonly viewsContainers: { readonly activitybar: readonly { readonly id: string }[] };
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly viewsWelcome: readonly { readonly view: string; readonly contents: string; readonly when: string }[];
    readonly walkthroughs: readonly { readonly steps: readonly Step[] }[];
    readonly languages: readonly { readonly id: string; readonly configuration: string }[];
    readonly grammars: readonly { readonly path: string }[];
  };
}

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8'));
const text = JSON.stringify(read('package.json'));
const manifest = read('package.json') as Manifest;
const nls = read('package.nls.json') as Record<string, string>;
const { commands, menus, views, viewsContainers, viewsWelcome, walkthroughs } = manifest.contributes;
const ids: readonly string[] = Object.values(COMMANDS);
const keys: readonly string[] = Object.values(CONTEXT_KEYS);
const whens = [
  ...Object.values(menus)
    .flat()
    .flatMap(({ when }) => (when === undefined ? [] : [when])),
  ...viewsWelcome.map(({ when }) => when),
  ...commands.flatMap(({ enablement }) => (enablement === undefined ? [] : [enablement])),
];

describe('contributions', () => {
  it('declares each command once, and no other', () => {
    assert.deepEqual(commands.map(({ command }) => command).sort(), [...ids].sort());
  });

  it('gives each command a translatable title and the category', () => {
    for (const { command, title, category } of commands) {
      assert.equal(title, `%command.${command.slice('watchpost.'.length)}%`);
      assert.equal(category, 'Watchpost', command);
    }
  });

  it('has a text for each key that package.json names, and no other', () => {
    const named = [...text.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key!);
    assert.deepEqual([...new Set(named)].sort(), Object.keys(nls).sort());
  });

  it('puts only declared commands into menus, and gives an icon to those that are shown as one', () => {
    for (const [menu, entries] of Object.entries(menus)) {
      for (const { command, group } of entries) {
        const declared = commands.find((other) => other.command === command);
        assert.ok(declared, `${menu}: ${command}`);
        if (/^(inline|navigation)/.test(group ?? '')) assert.ok(declared.icon, `${menu}: ${command} has no icon`);
      }
    }
  });

  it('keeps out of the palette what needs a row', () => {
    const never = menus['commandPalette']!.filter(({ when }) => when === 'false').map(({ command }) => command);
    const ofRows = ['allowSecret', 'copyName', 'pinMetric', 'pinMetricToStatusBar', 'unpinMetric'] as const;
    const ofMetrics = ['openMetricChart', 'copyMetricQuery', 'queryMetric', 'changeSignal'] as const;
    const ofRules = ['replayRule', 'queryFromRule'] as const;
    const ofSources = ['showSeen'] as const;
    const ofViews = ['groupAlertsBySeverity', 'groupAlertsByService', 'forgetReport'] as const;
    assert.deepEqual(
      never.sort(),
      [...ofRows, ...ofMetrics, ...ofRules, ...ofSources, ...ofViews].map((name) => COMMANDS[name]).sort(),
    );
  });

  it('asks in `when` only for context keys and row words that there are, and for all of them', () => {
    const asked = new Set(
      whens.flatMap((when) => when.replace(/'[^']*'|\/[^/]*\//g, '').match(/watchpost\.\w+/g) ?? []),
    );
    for (const view of Object.values(VIEWS)) asked.delete(view);
    assert.deepEqual([...asked].sort(), [...keys].sort());
    const words = whens.flatMap((when) =>
      [...when.matchAll(/viewItem =~ \/([^/]*)\//g)].flatMap(
        ([, pattern]) => pattern!.replaceAll('\\b', '').match(/\w+/g) ?? [],
      ),
    );
    for (const word of words) assert.ok((ROW_WORDS as readonly string[]).includes(word), word);
  });

  it('declares the view in the container, and welcomes in it only with commands that there are', () => {
    assert.deepEqual(
      viewsContainers.activitybar.map(({ id }) => id),
      [VIEW_CONTAINER],
    );
    assert.deepEqual(
      views[VIEW_CONTAINER]!.map(({ id }) => id),
      Object.values(VIEWS),
    );
    for (const { view, contents } of viewsWelcome) {
      assert.ok((Object.values(VIEWS) as readonly string[]).includes(view), view);
      const links = [...nls[contents.slice(1, -1)]!.matchAll(/\(command:(watchpost\.\w+)\)/g)].map(([, id]) => id!);
      for (const id of links) assert.ok(ids.includes(id), id);
    }
  });

  it('walks through with commands, views and pages that there are', () => {
    const known = new Set([...ids, ...Object.values(VIEWS).map((view) => `${view}.focus`)]);
    for (const { description, media, completionEvents } of walkthroughs.flatMap(({ steps }) => steps)) {
      for (const [, id] of nls[description.slice(1, -1)]!.matchAll(/\(command:([\w.]+)\)/g))
        assert.ok(known.has(id!), id);
      const files = 'markdown' in media ? [media.markdown] : Object.values(media.image);
      for (const file of files) {
        const url = new URL(`../../${file}`, import.meta.url);
        assert.ok(existsSync(url), file);
        assert.ok(statSync(url).size < 40_000, `${file} is small`);
      }
      if ('image' in media) assert.ok((nls[media.altText.slice(1, -1)] ?? '').length > 20, media.altText);
      for (const event of completionEvents) {
        const [kind, id] = event.split(':');
        assert.ok(
          (kind === 'onView' ? Object.values(VIEWS) : ids).some((other) => other === id),
          event,
        );
      }
    }
  });

  it('is brought back for its panels after a reload', () => {
    for (const type of [
      PANEL_TYPE,
      OVERVIEW_PANEL_TYPE,
      QUERY_PANEL_TYPE,
      DASHBOARD_PANEL_TYPE,
      LOG_PANEL_TYPE,
      REPORT_PANEL_TYPE,
      ACTIVITY_PANEL_TYPE,
      REDIS_PANEL_TYPE,
    ])
      assert.ok(manifest.activationEvents.includes(`onWebviewPanel:${type}`), type);
  });

  it('has the language of queries, with files that are there', () => {
    const { languages, grammars } = manifest.contributes;
    assert.deepEqual(
      languages.map(({ id }) => id),
      [PROMQL_LANGUAGE],
    );
    for (const file of [...languages.map(({ configuration }) => configuration), ...grammars.map(({ path }) => path)])
      assert.ok(existsSync(new URL(`../../${file}`, import.meta.url)), file);
  });

  it('leaves alone in an untrusted workspace what the settings call restricted', () => {
    const { supported, restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    assert.equal(supported, 'limited');
    assert.deepEqual(restrictedConfigurations, restrictedSettings);
  });
});
