import { CHAT_KINDS } from './chatKinds.ts';
import { HTTP_CONFIG, TLS_CONFIG } from './httpShapes.ts';
import type { ReceiverKind } from './receiverKind.ts';
import type { FieldType, Shape } from './shape.ts';

const PAIR = { what: 'an entry' };

/** All kinds of notifications, by the name of their list in a receiver. */
export const RECEIVER_KINDS: Readonly<Record<string, ReceiverKind>> = {
  email_configs: {
    fields: {
      to: 'text',
      from: 'text',
      smarthost: 'hostPort',
      hello: 'text',
      auth_username: 'text',
      auth_password: 'text',
      auth_password_file: 'text',
      auth_secret: 'text',
      auth_secret_file: 'text',
      auth_identity: 'text',
      headers: 'textMap',
      html: 'text',
      text: 'text',
      require_tls: 'bool',
      tls_config: TLS_CONFIG,
      threading: 'any',
      force_implicit_tls: 'bool',
    },
    needs: [{ oneOf: ['to'], message: 'missing to address in email config' }],
    global: [
      { fields: ['smarthost'], globals: ['smtp_smarthost'], message: 'no global SMTP smarthost set' },
      { fields: ['from'], globals: ['smtp_from'], message: 'no global SMTP from set' },
    ],
  },
  slack_configs: {
    fields: {
      http_config: HTTP_CONFIG,
      api_url: 'url',
      api_url_file: 'text',
      app_token: 'text',
      app_token_file: 'text',
      app_url: 'url',
      channel: 'text',
      username: 'text',
      color: 'text',
      title: 'text',
      title_link: 'text',
      pretext: 'text',
      text: 'text',
      message_text: 'text',
      fields: { list: { ...PAIR, fields: { title: 'text', value: 'text', short: 'bool' } } },
      short_fields: 'bool',
      footer: 'text',
      fallback: 'text',
      callback_id: 'text',
      icon_emoji: 'text',
      icon_url: 'text',
      image_url: 'text',
      thumb_url: 'text',
      link_names: 'bool',
      mrkdwn_in: 'texts',
      timeout: 'duration',
      actions: {
        list: {
          ...PAIR,
          fields: {
            type: 'text',
            text: 'text',
            url: 'text',
            style: 'text',
            name: 'text',
            value: 'text',
            confirm: {
              ...PAIR,
              fields: { title: 'text', text: 'text', ok_text: 'text', dismiss_text: 'text' },
            },
          },
        },
      },
    },
    atMostOne: [['api_url', 'api_url_file']],
    global: [
      {
        fields: ['api_url', 'api_url_file', 'app_token', 'app_token_file'],
        globals: ['slack_api_url', 'slack_api_url_file', 'slack_app_token', 'slack_app_token_file'],
        message: 'no global Slack API URL set either inline or in a file',
      },
    ],
  },
  pagerduty_configs: {
    fields: {
      http_config: HTTP_CONFIG,
      service_key: 'text',
      service_key_file: 'text',
      routing_key: 'text',
      routing_key_file: 'text',
      url: 'url',
      client: 'text',
      client_url: 'text',
      description: 'text',
      details: 'any',
      images: { list: { ...PAIR, fields: { src: 'text', alt: 'text', href: 'text' } } },
      links: { list: { ...PAIR, fields: { href: 'text', text: 'text' } } },
      source: 'text',
      severity: 'text',
      class: 'text',
      component: 'text',
      group: 'text',
      timeout: 'duration',
    },
    needs: [
      {
        oneOf: ['service_key', 'service_key_file', 'routing_key', 'routing_key_file'],
        message: 'missing service or routing key in PagerDuty config',
      },
    ],
    atMostOne: [
      ['routing_key', 'routing_key_file'],
      ['service_key', 'service_key_file'],
    ],
  },
  webhook_configs: {
    fields: {
      http_config: HTTP_CONFIG,
      url: 'url',
      url_file: 'text',
      max_alerts: 'int',
      timeout: 'duration',
      payload: 'any',
    },
    needs: [{ oneOf: ['url', 'url_file'], message: 'missing URL in webhook config' }],
    atMostOne: [['url', 'url_file']],
  },
  opsgenie_configs: {
    fields: {
      http_config: HTTP_CONFIG,
      api_key: 'text',
      api_key_file: 'text',
      api_url: 'url',
      message: 'text',
      source: 'text',
      description: 'text',
      details: 'textMap',
      entity: 'text',
      actions: 'text',
      responders: { list: { ...PAIR, fields: { id: 'text', name: 'text', username: 'text', type: 'text' } } },
      tags: 'text',
      note: 'text',
      priority: 'text',
      update_alerts: 'bool',
    },
    atMostOne: [['api_key', 'api_key_file']],
    global: [
      {
        fields: ['api_key', 'api_key_file'],
        globals: ['opsgenie_api_key', 'opsgenie_api_key_file'],
        message: 'no global OpsGenie API Key set either inline or in a file',
      },
    ],
  },
  wechat_configs: {
    fields: {
      http_config: HTTP_CONFIG,
      api_secret: 'text',
      api_secret_file: 'text',
      corp_id: 'text',
      message: 'text',
      api_url: 'url',
      agent_id: 'text',
      to_user: 'text',
      to_party: 'text',
      to_tag: 'text',
      message_type: 'text',
    },
    global: [
      {
        fields: ['api_secret', 'api_secret_file'],
        globals: ['wechat_api_secret', 'wechat_api_secret_file'],
        message: 'no global Wechat ApiSecret set',
      },
      { fields: ['corp_id'], globals: ['wechat_api_corp_id'], message: 'no global Wechat CorpID set' },
    ],
  },
  victorops_configs: {
    fields: {
      http_config: HTTP_CONFIG,
      api_key: 'text',
      api_key_file: 'text',
      api_url: 'url',
      routing_key: 'text',
      message_type: 'text',
      state_message: 'text',
      entity_display_name: 'text',
      monitoring_tool: 'text',
      custom_fields: 'textMap',
    },
    needs: [{ oneOf: ['routing_key'], message: 'missing Routing key in VictorOps config' }],
    atMostOne: [['api_key', 'api_key_file']],
    global: [
      {
        fields: ['api_key', 'api_key_file'],
        globals: ['victorops_api_key', 'victorops_api_key_file'],
        message: 'no global VictorOps API Key set',
      },
    ],
  },
  pushover_configs: {
    fields: {
      http_config: HTTP_CONFIG,
      user_key: 'text',
      user_key_file: 'text',
      token: 'text',
      token_file: 'text',
      title: 'text',
      message: 'text',
      url: 'text',
      url_title: 'text',
      device: 'text',
      sound: 'text',
      priority: 'text',
      retry: 'duration',
      expire: 'duration',
      ttl: 'duration',
      html: 'bool',
      monospace: 'bool',
    },
    needs: [
      { oneOf: ['user_key', 'user_key_file'], message: 'missing user key in Pushover config' },
      { oneOf: ['token', 'token_file'], message: 'missing token in Pushover config' },
    ],
    atMostOne: [
      ['user_key', 'user_key_file'],
      ['token', 'token_file'],
    ],
  },
  sns_configs: {
    fields: {
      http_config: HTTP_CONFIG,
      api_url: 'text',
      sigv4: {
        what: 'sigv4',
        fields: {
          region: 'text',
          access_key: 'text',
          secret_key: 'text',
          profile: 'text',
          role_arn: 'text',
          external_id: 'text',
          use_fips_sts_endpoint: 'bool',
        },
      },
      topic_arn: 'text',
      phone_number: 'text',
      target_arn: 'text',
      subject: 'text',
      message: 'text',
      attributes: 'textMap',
    },
    needs: [
      {
        oneOf: ['target_arn', 'topic_arn', 'phone_number'],
        message: 'must provide either a Target ARN, Topic ARN, or Phone Number for SNS config',
      },
    ],
  },
  ...CHAT_KINDS,
};

/** What every kind has. */
const COMMON: Readonly<Record<string, FieldType>> = { send_resolved: 'bool' };

export function kindShape(name: string, { fields }: ReceiverKind): Shape {
  return { what: `an entry of ${name}`, fields: { ...COMMON, ...fields } };
}
