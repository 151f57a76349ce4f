import { t } from '../../../base/l10n.ts';
import type { Finding, Recogniser } from '../health.ts';

/**
 * Vault `/v1/sys/health`, whose code says the state: 200 active, 429 standby, 472 and 473 standby for recovery or
 * performance (all up), 501 not initialised, 503 sealed (both down). Source: Vault API documentation, `/sys/health`.
 */
export const hashicorpVault: Recogniser = {
  name: 'vault',
  matches: ({ fields }) => typeof fields.get('sealed') === 'boolean' && typeof fields.get('initialized') === 'boolean',
  read({ fields }): Finding {
    if (fields.get('initialized') === false)
      return { status: 'down', message: t('Vault is not initialised'), ownsCode: true };
    if (fields.get('sealed') === true) return { status: 'down', message: t('Vault is sealed'), ownsCode: true };
    const standby = fields.get('standby') === true || fields.get('performancestandby') === true;
    return { status: 'up', message: standby ? t('Vault is on standby') : t('Vault is active'), ownsCode: true };
  },
};
