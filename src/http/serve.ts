/** The network side of the server: listens, hands requests on, and lets them end when it stops. @module */

/** What answers requests. */
export interface Answering {
  /** `peer`: address of the other end of the connection, `null` on a unix socket. */
  fetch(request: Request, peer: string | null): Promise<Response>;
  /** From now on "ready" is answered with no. */
  beginDrain(): void;
}

/** A server that listens. */
export interface Server {
  readonly address: { readonly hostname: string; readonly port: number };
  /** Takes no more connections and waits for requests to end, 10 s at most; the rest ends with the process. */
  stop(): Promise<void>;
}

const DRAIN_MS = 10_000;

/** Listens. @throws {Deno.errors.AddrInUse} where somebody else does. */
export function serveApp(
  app: Answering,
  listen: { readonly hostname: string; readonly port: number },
): Server {
  const server = Deno.serve(
    { ...listen, onListen: () => {} },
    (request, { remoteAddr }) =>
      app.fetch(
        request,
        remoteAddr.transport === "tcp" ? remoteAddr.hostname : null,
      ),
  );
  const { hostname, port } = server.addr;
  return {
    address: { hostname, port },
    async stop() {
      app.beginDrain();
      // What is left at the deadline ends with the process: aborting a server that shuts down throws in Deno 2.9.
      const { promise: deadline, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, DRAIN_MS);
      await Promise.race([server.shutdown(), deadline]);
      clearTimeout(timer);
    },
  };
}
