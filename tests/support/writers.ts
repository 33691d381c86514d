/**
 * Programs that write the same wiki through different doors, for tests of races and crashes.
 *
 * @module
 */
import type { Reply, RunningServer } from "./server_process.ts";

/** What a door answered to a wish to store a text. */
export interface Outcome {
  readonly isStored: boolean;
  /** `true`: refused because the page changed; any other refusal is an error. */
  readonly isConflict: boolean;
  readonly status: number;
  readonly body: string;
}

/** Reads and writes pages through one door, with one credential. */
export interface Writer {
  readonly door: "web" | "api" | "mcp";
  read(path: string): Promise<{ text: string; revision: string }>;
  write(path: string, text: string, base: string | null): Promise<Outcome>;
}

/** Writes over REST. */
export function apiWriter(
  server: RunningServer,
  host: string,
  token: string,
): Writer {
  const headers = {
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
  };
  const url = (path: string) => `/api/v1/pages/${encodeURI(path)}`;
  return {
    door: "api",
    async read(path) {
      const { content, revision } = JSON.parse(
        expect(await server.ask({ host, path: url(path), headers }), 200).body,
      );
      return { text: content, revision };
    },
    async write(path, content, base) {
      const body = JSON.stringify({ content, ...(base && { revision: base }) });
      const { status, body: answer } = await server.ask({
        host,
        path: url(path),
        method: "PUT",
        headers,
        body,
      });
      return {
        isStored: status < 300,
        isConflict: status === 409,
        status,
        body: answer,
      };
    },
  };
}

/** Writes over MCP, as an agent does. */
export function mcpWriter(
  server: RunningServer,
  host: string,
  token: string,
): Writer {
  const call = async (name: string, args: Record<string, unknown>) => {
    const reply = await server.ask({
      host,
      path: "/mcp",
      method: "POST",
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
      },
      body: JSON.stringify({
        jsonrpc: "2.0",
        id: 1,
        method: "tools/call",
        params: { name, arguments: args },
      }),
    });
    const data = /^data: (.*)$/m.exec(expect(reply, 200).body)?.[1] ??
      reply.body;
    return JSON.parse(data).result;
  };
  return {
    door: "mcp",
    async read(path) {
      const { structuredContent: note } = await call("read_note", { path });
      return { text: note.content, revision: note.revision };
    },
    async write(path, content, base) {
      const result = await call("write_note", {
        path,
        content,
        ...(base && { revision: base }),
      });
      const text: string = result.content[0].text;
      const isConflict = result.isError === true &&
        /Current revision|Call read_note/.test(text);
      return {
        isStored: result.isError !== true,
        isConflict,
        status: 200,
        body: text,
      };
    },
  };
}

/** Writes with the form of the browser, without JavaScript. */
export function webWriter(
  server: RunningServer,
  host: string,
  cookie: string,
): Writer {
  const url = (path: string) => `/-/edit/${encodeURI(path)}`;
  return {
    door: "web",
    async read(path) {
      const reply = expect(
        await server.ask({ host, path: url(path), headers: { cookie } }),
        200,
      );
      const text =
        /<textarea[^>]*>\n?([\s\S]*?)<\/textarea>/.exec(reply.body)?.[1] ?? "";
      const revision =
        /name="base"[^>]*value="([0-9a-f]{40})"|value="([0-9a-f]{40})"[^>]*name="base"/
          .exec(reply.body);
      return {
        text: decodeHtml(text),
        revision: revision?.[1] ?? revision?.[2] ?? "",
      };
    },
    async write(path, text, base) {
      const { status, body } = await server.ask({
        host,
        path: url(path),
        method: "POST",
        headers: {
          cookie,
          origin: `http://${host}:${server.port}`,
          "content-type": "application/x-www-form-urlencoded",
        },
        body: new URLSearchParams({ text, base: base ?? "", action: "save" })
          .toString(),
      });
      return {
        isStored: status === 303,
        isConflict: status === 409,
        status,
        body,
      };
    },
  };
}

/** Signs in with a link, as a person does; the cookie that opens wikis. */
export async function signIn(
  server: RunningServer,
  link: string,
): Promise<string> {
  const { hostname, pathname, searchParams } = new URL(link);
  const reply = expect(
    await server.ask({
      host: hostname,
      path: pathname,
      method: "POST",
      headers: {
        origin: `http://${hostname}:${server.port}`,
        "content-type": "application/x-www-form-urlencoded",
      },
      body: new URLSearchParams({ secret: searchParams.get("secret")! })
        .toString(),
    }),
    303,
  );
  const line = reply.headers["set-cookie"]?.find((cookie) =>
    cookie.startsWith("__Secure-robot=")
  );
  if (line === undefined) throw new Error("no session cookie");
  return line.split(";")[0]!;
}

function expect(reply: Reply, status: number): Reply {
  if (reply.status === status) return reply;
  throw new Error(
    `${reply.status} instead of ${status}: ${reply.body.slice(0, 500)}`,
  );
}

function decodeHtml(text: string): string {
  return text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(
    /&quot;/g,
    '"',
  )
    .replace(/&#39;|&#x27;/g, "'").replace(/&amp;/g, "&");
}
