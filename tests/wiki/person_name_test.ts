import assert from "node:assert/strict";
import { personName } from "../../src/wiki/person_name.ts";

const DID = "did:plc:alice";

for (
  const [handle, shown, why] of [
    ["alice.example", "@alice.example", "a handle"],
    ["handle.invalid", DID, "a handle that could not be verified"],
    [null, DID, "no handle"],
    [undefined, DID, "nobody of whom anything is known"],
  ] as const
) {
  Deno.test(`personName() shows ${why} as ${shown}`, () => {
    assert.equal(personName({ handle, did: DID }), shown);
  });
}
