import assert from "node:assert/strict";
import { withSmallAnswers } from "../../src/auth/small_answers.ts";

const DOCUMENT = {
  "@context": ["https://www.w3.org/ns/did/v1"],
  id: "did:web:alice.example",
  alsoKnownAs: ["at://alice.example"],
  verificationMethod: [{ id: "#atproto", type: "Multikey" }],
  service: [{
    id: "#atproto_pds",
    type: "AtprotoPersonalDataServer",
    serviceEndpoint: "https://pds.example",
  }],
};

/** What the library gets to read of an answer. */
function read(url: string, content: unknown, status = 200): Promise<Response> {
  const text = typeof content === "string" ? content : JSON.stringify(content);
  const ask = withSmallAnswers(
    () => Promise.resolve(new Response(text, { status })),
    { plcUrl: "https://plc.directory" },
  );
  return ask(url);
}

const DID_URL = "https://alice.example/.well-known/did.json";
const METADATA_URL =
  "https://pds.example/.well-known/oauth-authorization-server";

Deno.test("of a document of a DID who it is and where the server is are kept", async () => {
  for (const url of [DID_URL, "https://plc.directory/did:plc:x"]) {
    const { verificationMethod: _, ...kept } = DOCUMENT;
    assert.deepEqual(await (await read(url, DOCUMENT)).json(), kept);
  }
  const answer = await read(METADATA_URL, DOCUMENT, 418);
  assert.equal(answer.status, 418);
  assert.deepEqual(await answer.json(), DOCUMENT);
});

Deno.test("a document that is made to be long is short afterwards", async () => {
  const many = <Value>(value: Value) => Array<Value>(50_000).fill(value);
  const long = [
    { verificationMethod: many({}), "@context": many(1) },
    { alsoKnownAs: many("at://a.example"), service: many({}) },
    { service: many(DOCUMENT.service[0]), id: "x".repeat(100_000) },
    { service: many({ id: "#a", type: {}, serviceEndpoint: ["https://a"] }) },
    many(null),
    null,
  ];
  for (const document of long) {
    const text = await (await read(DID_URL, document)).text();
    assert.ok(text.length < 4_000, text.slice(0, 200));
  }
});

Deno.test("an answer with more values than any honest one is refused, also one that is no JSON", async () => {
  const long: unknown[] = [
    { scopes_supported: Array(1_000).fill({}) },
    "[".repeat(2_000),
    Object.fromEntries(Array.from({ length: 1_001 }, (_, i) => [`k${i}`, 1])),
  ];
  for (const content of long) {
    await assert.rejects(read(METADATA_URL, content), { reason: "too_large" });
  }
  await assert.rejects(read(DID_URL, "[".repeat(2_000)), {
    reason: "too_large",
  });
  assert.equal(await (await read(METADATA_URL, "")).text(), "");
  assert.equal(await (await read(METADATA_URL, "{", 500)).text(), "{");
});
