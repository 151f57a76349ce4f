declare const WATCHPOST_VERSION: string;

/** The extension's version, which the build puts in; `development` where the source itself runs. */
export const VERSION = typeof WATCHPOST_VERSION === 'string' ? WATCHPOST_VERSION : 'development';
