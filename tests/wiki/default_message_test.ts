import assert from "node:assert/strict";
import { fillMessage } from "../../src/wiki/default_message.ts";

const at = new Date("2026-03-01T08:05:09Z");
const fill = (template: string, path = "People/Ada_Lovelace") =>
  fillMessage(template, { path, at });

Deno.test("fillMessage() fills in the page's name and the time in UTC", () => {
  assert.equal(fill("%P changed"), "People/Ada Lovelace changed");
  assert.equal(
    fill("%Y-%m-%d %H:%M:%S %y %e %j"),
    "2026-03-01 08:05:09 26 1 060",
  );
  assert.equal(fill("%F %T %R"), "2026-03-01 08:05:09 08:05");
  assert.equal(fill("%A %a, %B %b"), "Sunday Sun, March Mar");
});

Deno.test("fillMessage() leaves what it does not know, and is one line of 500 characters", () => {
  assert.equal(fill("100 %, %Q, %%P, %"), "100 %, %Q, %P, %");
  assert.equal(fill("a\n  b"), "a b");
  assert.equal(fill("%P", "x".repeat(900)).length, 500);
  assert.equal(fill("%P", "%P%Y"), "%P%Y");
});
