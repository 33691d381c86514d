import assert from "node:assert/strict";
import { readAuthorization } from "../../src/http/authorization.ts";

Deno.test("readAuthorization reads Bearer and the password of Basic", () => {
  assert.deepEqual(readAuthorization(undefined), { scheme: "none" });
  assert.deepEqual(readAuthorization("Bearer rwtf_abc"), {
    scheme: "bearer",
    credential: "rwtf_abc",
  });
  assert.deepEqual(readAuthorization("bearer   rwtf_abc"), {
    scheme: "bearer",
    credential: "rwtf_abc",
  });
  assert.deepEqual(readAuthorization(`Basic ${btoa("anybody:rwtf:abc")}`), {
    scheme: "basic",
    credential: "rwtf:abc",
  });
});

Deno.test("readAuthorization calls everything else unusable, so that it is never taken for nothing", () => {
  for (
    const header of [
      "",
      "Bearer",
      "Bearer ",
      "Bearer a b",
      "Bearer \u00e4",
      "Basic ???",
      `Basic ${btoa("no colon")}`,
      "Digest abc",
      "rwtf_abc",
      `Bearer ${"a".repeat(9000)}`,
    ]
  ) {
    assert.deepEqual(readAuthorization(header), { scheme: "unusable" }, header);
  }
});
