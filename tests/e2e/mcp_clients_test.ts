/**
 * The official MCP clients, both generations, and the official conformance suite against the
 * real server.
 *
 * @module
 */
import assert from "node:assert/strict";
import {
  Client as ModernClient,
  StreamableHTTPClientTransport,
} from "@modelcontextprotocol/client";
import { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as OldTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { Installation, type RunningServer } from "../support/server_process.ts";

const DID = "did:plc:aliceaaaaaaaaaaaaaaaaaaa";

/** A wiki, its server, and a token that writes. */
async function openWiki(
  robot: Installation,
): Promise<{ server: RunningServer; token: string }> {
  await robot.ask("user", "create", DID, "--handle", "alice.example.com");
  await robot.ask("wiki", "create", "garden", "--owner", DID);
  const made = await robot.ask<{ token: string }>(
    ...["token", "create", "garden", "--user", DID, "--scope", "write"],
  );
  return { server: await robot.serve(), token: made.token };
}

// Programs of this machine need not resolve *.localhost, so clients get the loopback address.
const mcpUrl = (robot: Installation) =>
  new URL(`http://127.0.0.1:${robot.port}/w/garden/mcp`);

// deno-lint-ignore no-explicit-any -- the two generations of clients have types of their own
type AnyClient = any;

/** What an agent does with a page: list, write, read, edit, search, look back. */
async function useWiki(client: AnyClient, page: string): Promise<void> {
  const call = (name: string, args: Record<string, unknown>) =>
    client.callTool({ name, arguments: args });
  const { tools } = await client.listTools();
  assert.equal(tools.length, 8);
  assert.match(client.getInstructions() ?? "", /Read before you write/);

  const made = await call("write_note", {
    path: page,
    content: `# ${page}\n\nA heron by the pond.\n`,
  });
  const { revision } = made.structuredContent;
  const edited = await call("edit_note", {
    path: page,
    revision,
    old_string: "heron",
    new_string: "kingfisher",
  });
  const stale = await call("write_note", {
    path: page,
    content: "mine\n",
    revision,
  });
  const read = await call("read_note", { path: page });
  const found = await call("search_notes", { query: "kingfisher" });
  const history = await call("get_history", { path: page });

  assert.equal(edited.structuredContent.outcome, "updated");
  assert.equal(stale.isError, true);
  assert.equal(
    read.structuredContent.content,
    `# ${page}\n\nA kingfisher by the pond.\n`,
  );
  assert.ok(
    found.structuredContent.results.some((hit: { path: string }) =>
      hit.path === page
    ),
  );
  assert.equal(history.structuredContent.revisions.length, 2);
}

Deno.test("the official clients of both generations use a wiki", async (t) => {
  await using robot = await Installation.make();
  const { server, token } = await openWiki(robot);
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  const info = { name: "test-client", version: "1.0.0" };

  await t.step("SDK 1", async () => {
    const client = new OldClient(info);
    await client.connect(new OldTransport(mcpUrl(robot), { requestInit }));
    await useWiki(client, "Old_Client");
    await client.close();
  });
  await t.step("SDK 2, older protocol", async () => {
    const client = new ModernClient(info);
    await client.connect(
      new StreamableHTTPClientTransport(mcpUrl(robot), { requestInit }),
    );
    await useWiki(client, "Legacy_Wire");
    await client.close();
  });
  await t.step("SDK 2, protocol in force", async () => {
    const client = new ModernClient(info, {
      versionNegotiation: { mode: "auto" },
    });
    await client.connect(
      new StreamableHTTPClientTransport(mcpUrl(robot), { requestInit }),
    );
    await useWiki(client, "Modern_Wire");
    await client.close();
  });
  await t.step("no token, no answer", async () => {
    const client = new OldClient(info);
    await assert.rejects(
      client.connect(new OldTransport(mcpUrl(robot))),
      /a token is needed here/,
    );
  });
  await server.stop();
});

/** Scenarios that need no fixture tools, no prompts and no resources, by protocol revision. */
const SCENARIOS: Readonly<Record<string, readonly string[]>> = {
  "2026-07-28": [
    "tools-list",
    "http-header-validation",
    "dns-rebinding-protection",
    "server-sse-multiple-streams",
  ],
  "2025-11-25": [
    "server-initialize",
    "ping",
    "tools-list",
    "dns-rebinding-protection",
  ],
};

Deno.test("the official conformance suite finds the endpoint in order", async (t) => {
  await using robot = await Installation.make();
  const { server, token } = await openWiki(robot);
  await using proxy = addToken(mcpUrl(robot), token);

  for (const [version, scenarios] of Object.entries(SCENARIOS)) {
    for (const scenario of scenarios) {
      await t.step(`${version} ${scenario}`, async () => {
        const { code, stdout, stderr } = await new Deno.Command(
          Deno.execPath(),
          {
            args: [
              ...[
                "run",
                "-A",
                "npm:@modelcontextprotocol/conformance@0.2.0-alpha.12",
                "server",
                "--url",
                proxy.url,
              ],
              ...["--spec-version", version, "--scenario", scenario],
            ],
            cwd: new URL("../..", import.meta.url).pathname,
          },
        ).output();
        const output = new TextDecoder().decode(stdout) +
          new TextDecoder().decode(stderr);
        assert.equal(code, 0, output);
        const [, passed, failed] = /Passed: (\d+)\/\d+, (\d+) failed/
          .exec(output) ?? [];
        assert.ok(Number(passed) > 0 && Number(failed ?? 0) === 0, output);
      });
    }
  }
  await server.stop();
});

/** The suite cannot send a header of ours, so this server in between adds the token. */
function addToken(
  target: URL,
  token: string,
): { url: string } & AsyncDisposable {
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: () => {},
  }, (request) => {
    const headers = new Headers(request.headers);
    headers.set("authorization", `Bearer ${token}`);
    return fetch(target, {
      method: request.method,
      headers,
      body: request.body,
      signal: request.signal,
    });
  });
  const { port } = server.addr as Deno.NetAddr;
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
