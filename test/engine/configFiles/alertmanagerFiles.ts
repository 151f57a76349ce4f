/** Configurations of an Alertmanager, good and bad, for the comparison with the real `amtool`; each says one thing. */

const BASE = `route:
  receiver: a
receivers:
  - name: a
`;
const receiver = (lines: string, global = ''): string =>
  `${global === '' ? '' : `global: ${global}\n`}route: { receiver: a }\nreceivers:\n- name: a\n  ${lines}\n`;
const route = (lines: string): string =>
  `route:\n  receiver: a\n  routes:\n  - ${lines.replaceAll('\n', '\n    ')}\nreceivers:\n- name: a\n- name: b\n`;
const root = (lines: string): string =>
  `route:\n  receiver: a\n  ${lines.replaceAll('\n', '\n  ')}\nreceivers:\n- name: a\n`;
const interval = (lines: string): string =>
  `${BASE}time_intervals:\n- name: x\n  time_intervals:\n  - ${lines.replaceAll('\n', '\n    ')}\n`;

export const ALERTMANAGER_FILES: readonly string[] = [
  BASE,
  '',
  'a: [',
  'receivers: []',
  'route: { receiver: a }',
  'route: { receiver: a }\nreceivers: [{ name: b }]',
  'route: { receiver: a }\nreceivers: [{ name: a }, { name: a }]',
  'route: { receiver: a }\nreceivers: [{ }]',
  `${BASE}nothing: 1\n`,
  `${BASE}templates: ['nowhere/*.tmpl']\n`,
  'route: {}\nreceivers: [{ name: a }]',
  // The root.
  root('matchers: [a="b"]'),
  root('match: { a: b }'),
  root('match_re: { a: b }'),
  root('mute_time_intervals: [x]'),
  root('active_time_intervals: [x]'),
  root('group_by: [alertname, job]'),
  root('group_by: ["..."]'),
  root('group_by: ["...", job]'),
  root('group_by: [job, job]'),
  root('group_by: ["a-b"]'),
  root('group_wait: 10s\ngroup_interval: 5m\nrepeat_interval: 12h'),
  root('group_interval: 0s'),
  root('repeat_interval: 0s'),
  root('group_wait: 0s'),
  root('group_wait: 10'),
  root('group_wait: soon'),
  root('continue: true'),
  root('continue: perhaps'),
  root('group_by: job'),
  root('nothing: 1'),
  // Routes below it.
  route('receiver: b\nmatch: { severity: critical }'),
  route('receiver: c'),
  route('receiver: b\nmatch: { "a-b": c }'),
  route('receiver: b\nmatch_re: { a: "b|c" }'),
  route('receiver: b\nmatch_re: { a: "(" }'),
  route('receiver: b\nmatch_re: { "a-b": c }'),
  route(`receiver: b\nmatchers: ['a="b"', 'c=~"d|e"', f!=g, 'h!~"i"']`),
  route(`receiver: b\nmatchers: ['{a="b",c="d"}']`),
  route(`receiver: b\nmatchers: ['a=b', a = b]`),
  route(`receiver: b\nmatchers: ['a="b']`),
  route(`receiver: b\nmatchers: ['a=b"c']`),
  route(`receiver: b\nmatchers: ['a="b,c"']`),
  route(`receiver: b\nmatchers: ['a']`),
  route(`receiver: b\nmatchers: ['a=~"("']`),
  route(`receiver: b\nmatchers: ['a="\\\\d"']`),
  route(`receiver: b\nmatchers: ['a=']`),
  route('receiver: b\nmatchers: a=b'),
  route('continue: true\nroutes:\n- receiver: b'),
  route('continue: true\nroutes:\n- receiver: c'),
  route('mute_time_intervals: [x]'),
  `${route('mute_time_intervals: [x]\nactive_time_intervals: [x]')}time_intervals: [{ name: x, time_intervals: [] }]\n`,
  `${route('mute_time_intervals: [x]')}mute_time_intervals: [{ name: x, time_intervals: [] }]\n`,
  `${BASE}time_intervals: [{ name: x, time_intervals: [] }, { name: x, time_intervals: [] }]\n`,
  `${BASE}mute_time_intervals: [{ name: x, time_intervals: [] }]\ntime_intervals: [{ name: x, time_intervals: [] }]\n`,
  `${BASE}time_intervals: [{ time_intervals: [] }]\n`,
  // Time intervals.
  interval(`times: [{ start_time: '09:00', end_time: '17:00' }]`),
  interval(`times: [{ start_time: '17:00', end_time: '09:00' }]`),
  interval(`times: [{ start_time: '09:00' }]`),
  interval(`times: [{ start_time: '9:00', end_time: '17:00' }]`),
  interval(`times: [{ start_time: '09:00', end_time: '24:00' }]`),
  interval(`times: [{ start_time: '09:60', end_time: '17:00' }]`),
  interval('weekdays: [monday:friday, Sunday]'),
  interval('weekdays: [friday:monday]'),
  interval('weekdays: [mon]'),
  interval(`months: [january:march, '12', 'may:august']`),
  interval(`months: ['13']`),
  interval('months: [march:january]'),
  interval(`days_of_month: ['1:5', '-3:-1', '31']`),
  interval(`days_of_month: ['0']`),
  interval(`days_of_month: ['32']`),
  interval(`days_of_month: ['5:1']`),
  interval(`days_of_month: ['-1:5']`),
  interval(`days_of_month: ['10:-1']`),
  interval(`years: ['2020:2022', '2030']`),
  interval(`years: ['2022:2020']`),
  interval(`years: [now]`),
  interval(`location: Europe/Berlin`),
  interval(`location: Nowhere/City`),
  interval(`hours: ['9']`),
  // Inhibition.
  `${BASE}inhibit_rules: [{ source_match: { a: b }, target_match_re: { c: 'd|e' }, equal: [job] }]\n`,
  `${BASE}inhibit_rules: [{ source_matchers: ['a="b"'], target_matchers: [c=~d], equal: [job] }]\n`,
  `${BASE}inhibit_rules: [{ source_matchers: ['a'] }]\n`,
  `${BASE}inhibit_rules: [{ target_match_re: { a: '(' } }]\n`,
  `${BASE}inhibit_rules: [{ source_match: { 'a-b': c } }]\n`,
  `${BASE}inhibit_rules: [{ equal: ['a-b'] }]\n`,
  `${BASE}inhibit_rules: [{ nothing: 1 }]\n`,
  // Receivers.
  receiver('webhook_configs: [{ url: http://localhost:5001/ }]'),
  receiver('webhook_configs: [{ url: localhost }]'),
  receiver('webhook_configs: [{ url: "ftp://x/" }]'),
  receiver('webhook_configs: [{ url: "http:///x" }]'),
  receiver('webhook_configs: [{ }]'),
  receiver('webhook_configs: [{ url: http://x, max_alerts: 5, send_resolved: false }]'),
  receiver('webhook_configs: [{ url: http://x, max_alerts: many }]'),
  receiver('webhook_configs: [{ url: http://x, send_resolved: perhaps }]'),
  receiver('webhook_configs: [{ url: http://x, nothing: 1 }]'),
  receiver('webhook_configs: { url: http://x }'),
  receiver('nothing_configs: []'),
  receiver('webhook_configs: [{ url: http://x, http_config: { bearer_token: a, bearer_token_file: b } }]'),
  receiver('webhook_configs: [{ url: http://x, http_config: { basic_auth: { username: a, password: b } } }]'),
  receiver('webhook_configs: [{ url: http://x, http_config: { basic_auth: { password: b, password_file: c } } }]'),
  receiver('webhook_configs: [{ url: http://x, http_config: { basic_auth: { username: a }, bearer_token: b } }]'),
  receiver('webhook_configs: [{ url: http://x, http_config: { authorization: { type: Basic } } }]'),
  receiver('webhook_configs: [{ url: http://x, http_config: { authorization: { credentials: a } } }]'),
  receiver('webhook_configs: [{ url: http://x, http_config: { oauth2: { client_id: a } } }]'),
  receiver(
    'webhook_configs: [{ url: http://x, http_config: { oauth2: { client_id: a, client_secret: b, token_url: http://c } } }]',
  ),
  receiver('webhook_configs: [{ url: http://x, http_config: { nothing: 1 } }]'),
  receiver('email_configs: [{ to: a@b.c }]'),
  receiver('email_configs: [{ to: a@b.c }]', '{ smtp_smarthost: "localhost:25", smtp_from: d@e.f }'),
  receiver('email_configs: [{ to: a@b.c, from: d@e.f, smarthost: "localhost:25" }]'),
  receiver('email_configs: [{ to: a@b.c, from: d@e.f, smarthost: "localhost" }]'),
  receiver('email_configs: [{ to: a@b.c, from: d@e.f, smarthost: "localhost:" }]'),
  receiver('email_configs: [{ to: a@b.c, smarthost: "localhost:25" }]'),
  receiver('email_configs: [{ from: d@e.f, smarthost: "localhost:25" }]'),
  receiver('email_configs: [{ to: a@b.c, from: d@e.f, smarthost: "localhost:25", headers: { a: b, A: c } }]'),
  receiver('email_configs: [{ to: a@b.c, from: d@e.f, smarthost: "localhost:25", require_tls: no }]'),
  receiver('slack_configs: [{ channel: "#x" }]'),
  receiver('slack_configs: [{ channel: "#x" }]', '{ slack_api_url: "https://hooks.example/x" }'),
  receiver('slack_configs: [{ channel: "#x" }]', '{ slack_api_url_file: /x }'),
  receiver(
    'slack_configs: [{ channel: "#x" }]',
    '{ slack_api_url: "https://hooks.example/x", slack_api_url_file: /x }',
  ),
  receiver('slack_configs: [{ channel: "#x", api_url: "https://hooks.example/x" }]'),
  receiver('slack_configs: [{ channel: "#x", api_url: "hooks.example/x" }]'),
  receiver('slack_configs: [{ api_url: "https://x", api_url_file: y }]'),
  receiver('slack_configs: [{ api_url: "https://x", fields: [{ title: a, value: b, short: true }] }]'),
  receiver('slack_configs: [{ api_url: "https://x", fields: [{ title: a }] }]'),
  receiver('slack_configs: [{ api_url: "https://x", actions: [{ type: button, text: a, url: b }] }]'),
  receiver('slack_configs: [{ api_url: "https://x", actions: [{ type: button, text: a }] }]'),
  receiver('slack_configs: [{ api_url: "https://x", actions: [{ text: a, url: b }] }]'),
  receiver('pagerduty_configs: [{ routing_key: a }]'),
  receiver('pagerduty_configs: [{ service_key: a }]'),
  receiver('pagerduty_configs: [{ }]'),
  receiver('pagerduty_configs: [{ routing_key: a, details: { x: y }, images: [{ src: a }], links: [{ href: b }] }]'),
  receiver('opsgenie_configs: [{ api_key: a }]'),
  receiver('opsgenie_configs: [{ }]'),
  receiver('opsgenie_configs: [{ }]', '{ opsgenie_api_key: a }'),
  receiver('opsgenie_configs: [{ }]', '{ opsgenie_api_key: a, opsgenie_api_key_file: b }'),
  receiver('opsgenie_configs: [{ api_key: a, responders: [{ name: x, type: team }] }]'),
  receiver('opsgenie_configs: [{ api_key: a, responders: [{ name: x, type: crew }] }]'),
  receiver('opsgenie_configs: [{ api_key: a, responders: [{ type: team }] }]'),
  receiver('wechat_configs: [{ api_secret: a, corp_id: b }]'),
  receiver('wechat_configs: [{ api_secret: a }]'),
  receiver('wechat_configs: [{ corp_id: a }]'),
  receiver('wechat_configs: [{ api_secret: a, corp_id: b, message_type: x }]'),
  receiver('victorops_configs: [{ api_key: a, routing_key: b }]'),
  receiver('victorops_configs: [{ api_key: a }]'),
  receiver('victorops_configs: [{ routing_key: a }]'),
  receiver('pushover_configs: [{ user_key: a, token: b, retry: 1m, expire: 1h }]'),
  receiver('pushover_configs: [{ user_key: a }]'),
  receiver('pushover_configs: [{ token: a }]'),
  receiver('sns_configs: [{ topic_arn: a, sigv4: { region: b } }]'),
  receiver('sns_configs: [{ sigv4: { region: b } }]'),
  receiver('telegram_configs: [{ bot_token: a, chat_id: 1 }]'),
  receiver('telegram_configs: [{ bot_token: a }]'),
  receiver('telegram_configs: [{ chat_id: 1 }]'),
  receiver('telegram_configs: [{ bot_token: a, chat_id: x }]'),
  receiver('telegram_configs: [{ bot_token: a, chat_id: 1, parse_mode: Html }]'),
  receiver('discord_configs: [{ webhook_url: "https://x" }]'),
  receiver('discord_configs: [{ }]'),
  receiver('webhook_configs: [{ url: http://x }]', '{ resolve_timeout: 5m }'),
  receiver('webhook_configs: [{ url: http://x }]', '{ resolve_timeout: soon }'),
  receiver('webhook_configs: [{ url: http://x }]', '{ nothing: 1 }'),
  receiver('webhook_configs: [{ url: http://x }]', '{ http_config: { bearer_token: a, bearer_token_file: b } }'),
  // The guides'.
  `global:
  resolve_timeout: 5m
route:
  group_by: ['alertname', 'severity']
  group_wait: 10s
  group_interval: 10s
  repeat_interval: 12h
  receiver: 'team-email'
receivers:
- name: 'team-email'
  email_configs:
  - to: 'devops@moai-flow.dev'
    from: 'alerts@moai-flow.dev'
    smarthost: 'smtp.gmail.com:587'
    auth_username: 'alerts@moai-flow.dev'
    auth_password: 'secret'
- name: 'slack'
  slack_configs:
  - api_url: 'https://hooks.slack.com/services/XXX'
    channel: '#alerts'
    title: 'MoAI-Flow Alert'
    text: '{{ range .Alerts }}{{ .Annotations.description }}{{ end }}'
`,
];
