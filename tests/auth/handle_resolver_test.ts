import assert from "node:assert/strict";
import {
  type HandleNetwork,
  resolveHandle,
} from "../../src/auth/handle_resolver.ts";
import { Unreachable } from "../../src/auth/unreachable.ts";

const DID = `did:plc:${"a".repeat(24)}`;
const OTHER = `did:plc:${"b".repeat(24)}`;
const HANDLE = "alice.example";

/** A network that gives these answers; an error is thrown. */
function networkOf(
  texts: readonly string[] | Error,
  page: Response | Error,
): HandleNetwork & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    resolveTxt(name) {
      asked.push(`TXT ${name}`);
      return texts instanceof Error
        ? Promise.reject(texts)
        : Promise.resolve(texts);
    },
    fetch(input) {
      asked.push(String(input));
      return page instanceof Error
        ? Promise.reject(page)
        : Promise.resolve(page);
    },
  };
}

const missing = () => new Response("no", { status: 404 });

Deno.test("a handle is looked up in the DNS, and at its own host where the DNS has none", async () => {
  const dns = networkOf([`x=1`, `did=${DID}`], missing());
  const host = networkOf([], new Response(`${DID}\n`));

  assert.equal(await resolveHandle(dns, HANDLE), DID);
  assert.deepEqual(dns.asked, ["TXT _atproto.alice.example"]);
  assert.equal(await resolveHandle(host, HANDLE), DID);
  assert.deepEqual(host.asked, [
    "TXT _atproto.alice.example",
    "https://alice.example/.well-known/atproto-did",
  ]);
});

Deno.test("a handle that leads nowhere, or to several, is nobody's", async () => {
  const nowhere = new Unreachable("unknown_host", "no such host");
  const inside = new Unreachable("refused", "not public");
  const cases = [
    networkOf([], missing()),
    networkOf([`did=${DID}`, `did=${OTHER}`], missing()),
    networkOf(["did=did:key:z6Mk"], missing()),
    networkOf([], new Response("<html>not a DID</html>")),
    networkOf([], nowhere),
    networkOf([], inside),
  ];
  for (const network of cases) {
    await assert.rejects(resolveHandle(network, HANDLE), {
      reason: "unknown_handle",
      message: /Nobody was found by the handle alice\.example/,
    });
  }
});

Deno.test("a handle that cannot be looked up now is not nobody's", async () => {
  const down = new Unreachable("network", "down");
  const slow = new Unreachable("timeout", "too slow");
  const cases = [
    networkOf([], down),
    networkOf([], slow),
    networkOf(new Error("SERVFAIL"), missing()),
    networkOf([], new Response("busy", { status: 503 })),
  ];
  for (const network of cases) {
    await assert.rejects(resolveHandle(network, HANDLE), {
      reason: "server_down",
      code: "unavailable",
    });
  }
});
