import assert from "node:assert/strict";
import {
  FLUSH,
  frameStart,
  MAX_FRAME_BYTES,
  pktLine,
  readPktLines,
} from "../../src/git/pkt_line.ts";

const encode = (text: string) => new TextEncoder().encode(text);

Deno.test("readPktLines gives lines without their newline, and marks", () => {
  const lines = [...readPktLines(encode("0009want\n0000000100020008NAK\n"))];

  assert.deepEqual(lines, [
    { kind: "line", text: "want" },
    { kind: "flush" },
    { kind: "delimiter" },
    { kind: "response_end" },
    { kind: "line", text: "NAK" },
  ]);
});

Deno.test("readPktLines refuses what is no pkt-line", () => {
  for (
    const bad of ["zzzz", "0003", "00", "0010short", "-001", "0x10aaaaaaaaaaaa"]
  ) {
    assert.throws(
      () => [...readPktLines(encode(bad))],
      { code: "invalid" },
      bad,
    );
  }
});

Deno.test("pktLine holds 65516 bytes and not one more", () => {
  assert.equal(pktLine("a".repeat(65516)).subarray(0, 4).toString(), "fff0");
  assert.throws(() => pktLine("a".repeat(65517)), RangeError);
  assert.equal(FLUSH.toString(), "0000");
});

Deno.test("frameStart counts itself and its channel", () => {
  assert.equal(frameStart(1, MAX_FRAME_BYTES).toString("latin1"), "fff0\x01");
  assert.equal(frameStart(3, 0).toString("latin1"), "0005\x03");
});
