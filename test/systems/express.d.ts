// The little of Express that the sample systems use; the project has no @types/express.
declare module 'express' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  namespace express {
    interface Request extends IncomingMessage {
      readonly method: string;
      readonly path: string;
      readonly ip: string;
      readonly route?: { readonly path: string };
      get(header: string): string | undefined;
    }
    interface Response extends ServerResponse {
      status(code: number): Response;
      json(body: unknown): Response;
      send(body: string): Response;
      type(contentType: string): Response;
    }
    type Handler = (request: Request, response: Response, next: () => void) => unknown;
    interface Express {
      (request: IncomingMessage, response: ServerResponse): void;
      use(handler: Handler): this;
      use(path: string, handler: Handler): this;
      get(path: string, handler: Handler): this;
      post(path: string, handler: Handler): this;
      set(setting: string, value: unknown): this;
    }
  }
  function express(): express.Express;
  export default express;
}
