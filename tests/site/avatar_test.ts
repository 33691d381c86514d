import assert from "node:assert/strict";
import type { SignedInPerson } from "../../src/auth/identity.ts";
import { readPictureHeader } from "../../src/images/picture_header.ts";
import { refreshAvatar } from "../../src/site/avatar_routes.ts";
import { type Doors, openDoors } from "../support/doors.ts";
import { FakeNetwork, PDS } from "../support/fake_network.ts";
import { claimedPng, picture } from "../support/pictures.ts";
import { createWorld } from "../support/world.ts";

const DID = "did:plc:alice";
const CID = "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy";
const OTHER_CID = CID.replace("bafk", "bafz");

async function open() {
  const world = await createWorld();
  const network = new FakeNetwork();
  const doors = await openDoors(world, network);
  return {
    ...{ world, network, doors },
    /** Alice has signed in, with this picture in her profile. */
    signedIn: (avatarCid: SignedInPerson["avatarCid"]) =>
      refreshAvatar(world.house, doors.identity, {
        ...{ did: DID, handle: "alice.example", displayName: null },
        ...{ pds: PDS, avatarCid },
      }),
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

function ask(doors: Doors, headers: Record<string, string> = {}) {
  return doors.request(`/avatar/${encodeURIComponent(DID)}`, { headers });
}

Deno.test("a person's picture is made small, encoded here, and served as a picture and nothing else", async () => {
  await using stage = await open();
  const { network, doors } = stage;
  const original = await picture("jpeg", 400, 200);
  network.pictures.set(CID, new Uint8Array(original));

  await stage.signedIn(CID);
  const answer = await ask(doors);
  const again = await ask(doors, {
    "if-none-match": answer.headers.get("etag")!,
  });

  const bytes = new Uint8Array(await answer.arrayBuffer());
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("content-type"), "image/jpeg");
  assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
  assert.equal(
    answer.headers.get("content-security-policy"),
    "default-src 'none'; sandbox",
  );
  assert.equal(answer.headers.get("cache-control"), "public, max-age=3600");
  const { width, height } = readPictureHeader(bytes)!;
  assert.deepEqual([width, height], [96, 48]);
  assert.equal(again.status, 304);
});

Deno.test("a picture that is small already is encoded anew too: no byte of it is another server's", async () => {
  await using stage = await open();
  const { network, doors } = stage;
  const original = await picture("png", 20, 20);
  const hidden = new TextEncoder().encode("<script>alert(1)</script>");
  network.pictures.set(CID, new Uint8Array([...original, ...hidden]));

  await stage.signedIn(CID);

  const bytes = new Uint8Array(await (await ask(doors)).arrayBuffer());
  assert.equal(readPictureHeader(bytes)!.width, 20);
  assert.equal(new TextDecoder().decode(bytes).includes("script"), false);
});

Deno.test("what is no picture of the kinds that are known leaves none", async () => {
  await using stage = await open();
  const { network, doors } = stage;
  const encoder = new TextEncoder();
  const odd: Uint8Array<ArrayBuffer>[] = [
    encoder.encode(`<svg xmlns="http://www.w3.org/2000/svg"></svg>`),
    encoder.encode("<!doctype html><script>alert(1)</script>"),
    encoder.encode("GIF89a"),
    new Uint8Array(),
    new Uint8Array(claimedPng(50_000, 50_000)),
  ];
  for (const bytes of odd) {
    network.pictures.set(CID, bytes);
    await stage.signedIn(CID);
    const answer = await ask(doors);
    assert.equal(answer.status, 404);
    assert.equal(
      answer.headers.get("content-type")!.split(";")[0],
      "text/plain",
    );
    await answer.body?.cancel();
  }
});

Deno.test("a picture is fetched when it is another one, kept while the server is down, and taken away with the profile's", async () => {
  await using stage = await open();
  const { network, doors } = stage;
  const { avatars } = stage.world.house.platform;
  network.pictures.set(
    CID,
    new Uint8Array(
      await picture("png", 200, 200),
    ),
  );
  const fetches = () =>
    network.asked.filter((line) => line.includes("sync.getBlob")).length;

  await stage.signedIn(CID);
  await stage.signedIn(CID);
  assert.equal(fetches(), 1);
  await stage.signedIn(OTHER_CID); // which the server does not give
  await stage.signedIn(undefined); // nobody knows
  assert.equal(avatars.findCid(DID), CID);
  assert.equal((await ask(doors)).status, 200);
  await stage.signedIn(null);
  assert.equal((await ask(doors)).status, 404);
});

Deno.test("nobody else's address leads to a picture", async () => {
  await using stage = await open();

  for (const name of ["did:plc:nobody", "..%2f..%2fetc", "%00", "alice"]) {
    const answer = await stage.doors.request(`/avatar/${name}`);
    assert.equal(answer.status, 404, name);
    await answer.body?.cancel();
  }
});
