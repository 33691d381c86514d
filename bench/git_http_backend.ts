/** Serves repositories through the real `git http-backend` (CGI), the peer of our clones. @module */

/** A peer that serves the repositories below a folder. */
export function serveBackend(
  root: string,
): { url: string; stop: () => Promise<void> } {
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: () => {},
  }, async (request) => {
    const url = new URL(request.url);
    const child = new Deno.Command("git", {
      args: ["http-backend"],
      env: {
        GIT_PROJECT_ROOT: root,
        GIT_HTTP_EXPORT_ALL: "1",
        PATH_INFO: url.pathname,
        QUERY_STRING: url.search.slice(1),
        REQUEST_METHOD: request.method,
        CONTENT_TYPE: request.headers.get("content-type") ?? "",
        HTTP_CONTENT_ENCODING: request.headers.get("content-encoding") ?? "",
        GIT_PROTOCOL: request.headers.get("git-protocol") ?? "",
      },
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    await (request.body ?? new Blob([]).stream()).pipeTo(child.stdin);
    return await cgiResponse(child.stdout);
  });
  const { port } = server.addr as Deno.NetAddr;
  return { url: `http://127.0.0.1:${port}`, stop: () => server.shutdown() };
}

/** Splits the headers off what a CGI program prints; the rest is streamed on. */
async function cgiResponse(
  output: ReadableStream<Uint8Array>,
): Promise<Response> {
  const reader = output.getReader();
  let head = "";
  const decoder = new TextDecoder("latin1");
  let rest = new Uint8Array();
  while (!head.includes("\r\n\r\n")) {
    const { value, done } = await reader.read();
    if (done) break;
    const before = head.length;
    head += decoder.decode(value);
    const end = head.indexOf("\r\n\r\n");
    if (end >= 0) rest = value.slice(end + 4 - before);
  }
  const headers = new Headers();
  for (const line of head.slice(0, head.indexOf("\r\n\r\n")).split("\r\n")) {
    const [name, ...value] = line.split(": ");
    if (name) headers.set(name, value.join(": "));
  }
  const status = Number(headers.get("status")?.slice(0, 3) ?? 200);
  headers.delete("status");
  const body = new ReadableStream<Uint8Array>({
    start: (controller) =>
      rest.length > 0 ? controller.enqueue(rest) : undefined,
    async pull(controller) {
      const { value, done } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: () => reader.cancel(),
  });
  return new Response(body, { status, headers });
}
