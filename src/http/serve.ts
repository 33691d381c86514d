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
  /** Takes no more connections, waits for requests to end (10 s at most), then cuts the rest off. */
  stop(): Promise<void>;
}

const DRAIN_MS = 10_000;

/** Listens. @throws {Deno.errors.AddrInUse} where somebody else does. */
export function serveApp(
  app: Answering,
  listen: { readonly hostname: string; readonly port: number },
): Server {
  const cut = new AbortController();
  const server = Deno.serve(
    { ...listen, signal: cut.signal, onListen: () => {} },
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
      const deadline = setTimeout(() => cut.abort(), DRAIN_MS);
      await server.shutdown();
      clearTimeout(deadline);
    },
  };
}
