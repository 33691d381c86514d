import assert from "node:assert/strict";
import {
  formKey,
  readPictureForm,
  sizeIn,
} from "../../src/images/picture_form.ts";

const SOURCE = { width: 400, height: 100 };

/** Query → key of the form → size of a picture of 400 × 100. */
const FORMS: [string, string | undefined, string?][] = [
  ["thumbnail", "b80", "80x20"],
  ["thumbnail=", "b80", "80x20"],
  ["thumbnail=yes", "b80", "80x20"],
  ["thumbnail=200", "b200", "200x50"],
  ["size=40", "b40", "40x10"],
  ["size=1", "b1", "1x1"],
  ["width=200", "w200", "200x50"],
  ["height=50", "h50", "200x50"],
  ["width=50&height=80", "w50h80", "50x80"],
  ["width=50&size=10&thumbnail", "w50", "50x13"],
  ["size=99999", "b2000", "400x100"],
  ["width=9999&height=1", "w2000h1", "400x1"],
  ["", undefined],
  ["size=0", undefined],
  ["size=-5", undefined],
  ["width=1e9", undefined],
  ["revision=abc", undefined],
];

Deno.test("readPictureForm() and sizeIn() know the four forms", () => {
  for (const [query, key, size] of FORMS) {
    const form = readPictureForm(
      Object.fromEntries(new URLSearchParams(query)),
    );
    assert.equal(form && formKey(form), key, query);
    if (form === undefined) continue;
    const { width, height } = sizeIn(form, SOURCE);
    assert.equal(`${width}x${height}`, size, query);
  }
});
