import assert from "node:assert/strict";
import { rightsOf } from "../../src/wiki/access.ts";
import { LEVELS, summaryOf } from "../../src/wiki/settings.ts";

Deno.test("summaryOf() says in words what the table of rights says", () => {
  const words = (read: number, write: number, upload: number) =>
    summaryOf({
      readAccess: LEVELS[read]!,
      writeAccess: LEVELS[write]!,
      attachmentAccess: LEVELS[upload]!,
    }).map(({ can }) => can);
  const all = "can read, write and upload files";
  const admin = "can read, write, upload files and change these settings";

  assert.deepEqual(words(0, 0, 0), [all, all, all, all, admin]);
  assert.deepEqual(words(0, 1, 1), ["can read", all, all, all, admin]);
  assert.deepEqual(words(0, 2, 2), [
    ...["can read", "can read", "can read", all, admin],
  ]);
  assert.deepEqual(words(1, 1, 1), ["cannot see it", all, all, all, admin]);
  assert.deepEqual(words(2, 2, 2), [
    ...["cannot see it", "cannot see it", "can read", all, admin],
  ]);
});

Deno.test("summaryOf() never promises more than rightsOf() grants, for any levels", () => {
  const visitors = [
    { signedIn: false, role: null },
    { signedIn: true, role: null },
    { signedIn: true, role: "viewer" },
    { signedIn: true, role: "editor" },
    { signedIn: true, role: "owner" },
  ] as const;
  for (const readAccess of LEVELS) {
    for (const writeAccess of LEVELS) {
      for (const attachmentAccess of LEVELS) {
        const levels = { readAccess, writeAccess, attachmentAccess };
        summaryOf(levels).forEach(({ can }, i) => {
          const rights = rightsOf(levels, visitors[i]!);
          assert.equal(/\bread\b/.test(can), rights.read);
          assert.equal(/\bwrite\b/.test(can), rights.write);
          assert.equal(/\bupload\b/.test(can), rights.upload);
          assert.equal(/\bsettings\b/.test(can), rights.manage);
        });
      }
    }
  }
});
