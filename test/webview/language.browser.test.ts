// Every page in a language that has each text between brackets: what stands outside of them cannot be translated.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { outsideOfMarks } from '../support/markedLanguage.ts';
import { pageTexts } from './support/pageTexts.ts';
import { usePanelPages } from './support/panelPages.ts';
import { MARKED, type PanelName } from './support/panelServer.ts';

interface Case {
  readonly panel: PanelName;
  readonly kind?: string;
  readonly ready: string;
  /** Brings more of it into view. */
  readonly act?: (page: Page) => Promise<void>;
  /** What is the same in each language: names that others gave, words of the services and the databases. */
  readonly isSame: readonly RegExp[];
}

const open = (page: Page): Promise<void> =>
  page.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)));

const CASES: readonly Case[] = [
  {
    panel: 'growingLogs',
    ready: '.log-histogram svg',
    act: async (page) => {
      await page.getByRole('listbox').press('End');
      await page.getByRole('listbox').press('Enter');
      await page.locator('.log-detail').waitFor();
      await page.getByRole('slider').press('Home');
    },
    // Levels and formats are words of the logs.
    isSame: [
      /status>=500 -path:\/health/g,
      /\b(?:pino|api|fatal|error|warn|info|debug|trace|fields|status|requestId|log)\b/g,
    ],
  },
  {
    panel: 'growingLogs',
    ready: '.log-row',
    act: async (page) => {
      await page.locator('.log-foot .button').nth(2).click();
      await page.locator('.log-patterns tbody tr').waitFor();
    },
    isSame: [/status>=500 -path:\/health/g, /\b(?:pino|api|fatal|error|warn|info|debug|trace|status)\b/g],
  },
  {
    panel: 'report',
    ready: '.r-finding',
    act: open,
    isSame: [
      /\b(?:shop|local|localhost|postgres|Markdown|JSON|SELECT|DROP INDEX)\b/g,
      // The ids of diagnostics are those of the command line and of JSON.
      /\b(?:wraparound|unused-indexes|version|bloat)\b/g,
    ],
  },
  {
    panel: 'activity',
    ready: 'tbody tr',
    isSame: [/\b(?:shop|api|production|SELECT|COMMIT|Lock|relation)\b/g, /\b(?:active|idle in transaction|idle)\b/g],
  },
  {
    panel: 'activity',
    kind: 'restricted',
    ready: '.problem-line button',
    isSame: [/\b(?:shop|production)\b/g, /This workspace is not trusted\./g],
  },
  {
    panel: 'redis',
    ready: '.r-table tbody tr',
    act: async (page) => {
      await page.locator('section .l-tools button').first().click();
      await page.locator('.l-numbers').waitFor();
      await page.locator('section .l-tools button').last().click();
      await page.locator('.l-monitor table').first().waitFor();
    },
    // What the engine says is translated there.
    isSame: [/\(1 more\)/g, /\b(?:cache|KEYS|SET|GET|user|session|min|max|PINGs)\b/g],
  },
  {
    panel: 'dashboard',
    ready: '.stat-value',
    act: open,
    // What stands in the file, what the engine says, and what the series are called.
    isSame: [
      /Twinkle API|What the API answers, and how fast\.|Environment|Filter|STAGING|LOCAL|# What this is/g,
      /2 annotations are not shown\.|Overrides of single fields do not count\.|Watchpost does not show heatmaps\./g,
      /Requests by route on|The API of \*Twinkle\* for|Storage of|Closed at first|Unclosed left parenthesis\./g,
      /metric might not be a counter \(1:6\)|No metric nothing is stored, and no rule records it\./g,
      /\b(?:Requests|Database|away|CPU|Disks|Read me|p95|Tables|Wrong|Nothing|Latency|Hidden|device|job|method|route|twinkle-api|GET|api|users|games|health|dev|sda[123])\b/g,
    ],
  },
  { panel: 'overview', kind: 'empty', ready: '.placeholder-message', isSame: [/No service is watched here yet\./g] },
];

describe('a language of brackets', function () {
  this.timeout(60_000);
  for (const panel of new Set(CASES.map((one) => one.panel))) {
    describe(panel, () => {
      const pages = usePanelPages(panel);
      for (const { kind = 'full', ready, act, isSame } of CASES.filter((one) => one.panel === panel)) {
        it(`leaves nothing of the page outside (${kind}${act === undefined ? '' : ', opened'})`, async () => {
          const page = await pages.open(ready, { kind, query: { language: MARKED } });
          await act?.(page);
          const texts = await pageTexts(page);
          assert.ok(
            texts.some((text) => text.includes('⟦')),
            'the page speaks that language',
          );
          assert.deepEqual([...new Set(outsideOfMarks(texts, isSame))], []);
        });
      }
    });
  }
});
