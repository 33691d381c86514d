/** Holds the PDS of the sign-in tests apart from the product, and to the versions that were looked at. @module */
import assert from "node:assert/strict";
import { PDS_FOLDER } from "../../tools/install_pds.ts";

const ROOT = new URL("../../", import.meta.url);

function readJson(url: URL) {
  return JSON.parse(Deno.readTextFileSync(url));
}

Deno.test("the PDS's packages have exact versions, and all of them are locked", () => {
  const { imports, lock } = readJson(new URL("deno.json", PDS_FOLDER));
  const { npm, specifiers } = readJson(new URL("deno.lock", PDS_FOLDER));

  assert.equal(lock.frozen, true);
  for (const target of Object.values<string>(imports)) {
    assert.match(target, /^npm:@[\w-]+\/[\w-]+@\d+\.\d+\.\d+$/);
    assert.ok(specifiers[target], target);
  }
  const unlocked = Object.entries<{ integrity?: string }>(npm)
    .filter(([, { integrity }]) => !integrity?.startsWith("sha512-"))
    .map(([name]) => name);
  // These two are here: `links` in deno.json puts them in place of the packages of these names.
  assert.deepEqual(unlocked, ["better-sqlite3@12.99.0", "jose@5.10.99"]);
});

Deno.test("nothing of the PDS is part of the product", () => {
  const root = Deno.readTextFileSync(new URL("deno.lock", ROOT));
  const { imports } = readJson(new URL("deno.json", ROOT));

  assert.equal(root.includes("@atproto/pds@"), false);
  assert.equal("@atproto/pds" in imports, false);
  assert.match(
    Deno.readTextFileSync(new URL(".gitignore", ROOT)),
    /^\/tests\/e2e\/pds\/node_modules\/$/m,
  );
});
