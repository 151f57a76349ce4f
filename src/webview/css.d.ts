// esbuild bundles a style sheet that is imported; it has no value.
declare module '*.css';
