/** The example of PRODUCT.md, as it stands there. */
export const PRODUCT_EXAMPLE = {
  'watchpost.services': {
    'twinkle-api': {
      group: 'Twinkle',
      environment: 'local',
      health: 'http://localhost:3000/health',
      metrics: { url: 'http://localhost:3000/metrics', interval: '15s' },
      logs: [{ file: 'logs/api*.log' }, { pm2: 'twinkle-api' }],
      redis: 'redis://localhost:6379',
    },
    clawnet: {
      health: { url: 'https://clawnet.example/api/health', timeout: '5s', retries: 3 },
      metrics: { url: 'https://clawnet.example/api/metrics', headers: { Cookie: '${secret:clawnet-admin}' } },
      cacheStats: { url: 'https://clawnet.example/api/cache/stats', headers: { Cookie: '${secret:clawnet-admin}' } },
      postgres: 'postgresql://clawnet_user:${secret:clawnet-db}@localhost/clawnet',
      thresholds: { cache_hit_ratio: { warn: '< 0.6' } },
    },
  },
};
