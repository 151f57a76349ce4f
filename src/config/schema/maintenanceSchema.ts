import type { MAINTENANCE_KEYS } from '../readMaintenance.ts';
import { duration, type Schema, text } from './schema.ts';

/** `watchpost.maintenance`, as `readMaintenance` reads it. */
export function maintenanceSchema(): Schema {
  const moment = (what: string): Schema => ({
    type: 'string',
    pattern: '^\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d(?::\\d\\d)?(?:Z|[+-]\\d\\d:?\\d\\d)?$',
    patternErrorMessage: 'Write a time such as "2026-12-01T22:00" (local) or "2026-12-01T22:00Z".',
    examples: ['2026-12-01T22:00'],
    markdownDescription: `${what} In local time where it has no offset.`,
  });
  const names = (what: string, example: string): Schema => ({
    type: ['string', 'array'],
    minLength: 1,
    items: { type: 'string', minLength: 1 },
    maxItems: 50,
    examples: [[example]],
    markdownDescription: what,
  });
  const properties: Record<(typeof MAINTENANCE_KEYS)[number], Schema> = {
    name: text('What it is called where it is shown.', ['backup']),
    services: names(
      'The services that it is for, by name. With no services, groups or environments it is for all.',
      'api',
    ),
    groups: names('The groups whose services it is for.', 'Backend'),
    environments: names('The environments whose services it is for.', 'staging'),
    cron: {
      type: 'string',
      pattern: '^\\s*\\S+(?:\\s+\\S+){4}\\s*$',
      patternErrorMessage: 'Write five fields: minute, hour, day of month, month and day of week.',
      examples: ['0 2 * * 0', '30 22 * * 1-5'],
      markdownDescription: 'When it begins, again and again: `0 2 * * 0` is each Sunday at two.',
    },
    duration: duration('How long it lasts each time, from `1m` to `7d`.', ['30m', '1h', '4h']),
    timeZone: text("The time zone of `cron`. Default: this machine's.", ['Europe/Berlin', 'UTC']),
    from: moment('When it begins, once.'),
    to: moment('When it ends.'),
  };
  return {
    type: 'array',
    maxItems: 100,
    items: { type: 'object', properties, additionalProperties: false },
    defaultSnippets: [
      { label: 'Again and again', body: [{ name: '${1:backup}', cron: '${2:0 2 * * *}', duration: '${3:1h}' }] },
      { label: 'Once', body: [{ name: '${1:upgrade}', from: '${2:2026-12-01T22:00}', to: '${3:2026-12-02T02:00}' }] },
    ],
    markdownDescription:
      'Maintenance windows, in which services are shown as they are but call nobody: `[{ "name": "backup", "services": ["api"], "cron": "0 2 * * *", "duration": "1h" }]`.',
  };
}
