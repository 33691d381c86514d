import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { type FileForm, readFileForm } from "../../src/http/multipart.ts";
import { seededRandom } from "../support/git_program.ts";

const LIMITS = { fileBytes: 1_000_000 };

Deno.test("readFileForm() reads what a browser sends", async () => {
  const form = new FormData();
  form.append("message", "Two files\r\nand a text");
  form.append("file", new File(["one"], "a.txt"));
  form.append("file", new File([new Uint8Array([0, 13, 10, 255])], "ü ☃.png"));
  const { fields, files } = await readFileForm(request(form), LIMITS);

  assert.equal(fields.get("message"), "Two files\r\nand a text");
  assert.deepEqual(
    files.map(({ field, name, bytes }) => [field, name, [...bytes]]),
    [
      ["file", "a.txt", [111, 110, 101]],
      ["file", "ü ☃.png", [0, 13, 10, 255]],
    ],
  );
});

Deno.test("readFileForm() leaves out a field in which no file was chosen, and keeps an empty file", async () => {
  const { files } = await read([
    part(`name="file"; filename=""`, ""),
    part(`name="file"; filename="empty.txt"`, ""),
  ]);

  assert.deepEqual(files.map(({ name, bytes }) => [name, bytes.length]), [[
    "empty.txt",
    0,
  ]]);
});

Deno.test("readFileForm() gives a file's name as it was sent", async () => {
  const names = async (parameter: string) => {
    const { files } = await read([part(`name="file"; ${parameter}`, "x")]);
    return files[0]?.name;
  };

  assert.equal(await names(`filename="a;b=c.txt"`), "a;b=c.txt");
  assert.equal(await names(`filename="say %22hi%22.txt"`), `say "hi".txt`);
  assert.equal(await names(`filename="say \\"hi\\".txt"`), `say "hi".txt`);
  assert.equal(
    await names(`filename="a%0D%0Ax: y.txt"`),
    "a\r\nx: y.txt",
  );
  assert.equal(await names(`filename="C:\\new\\b.txt"`), "C:\\new\\b.txt");
  assert.equal(await names(`filename="C:\\new\\"`), "C:\\new\\");
  assert.equal(await names(`filename="../../x"`), "../../x");
  assert.equal(await names(`filename="100%25.txt"`), "100%25.txt");
  assert.equal(await names(`filename=plain.txt`), "plain.txt");
  assert.equal(await names(`filename*=UTF-8''na%C3%AFve.txt`), "naïve.txt");
  assert.equal(
    await names(`filename="a.txt"; filename*=UTF-8''b.txt`),
    "a.txt",
  );
  assert.equal(await names(`filename="a.txt"; filename="b.txt"`), "a.txt");
  assert.equal(await names(`FileName = "a.txt"`), "a.txt");
  assert.equal(await names(`filename*=UTF-8''%`), undefined);
});

Deno.test("readFileForm() reads the same whatever the pieces are", async () => {
  const random = seededRandom(5);
  for (let run = 0; run < 60; run++) {
    // Contents are made of the delimiter's own bytes, so that its beginnings turn up everywhere.
    const contents = Array.from({ length: 3 }, () =>
      Array.from(
        { length: random.below(40) },
        () => random.pick(["\r\n", "--", "-", "B", "\r", "\n", "--B", "x"]),
      ).join("").replaceAll("\r\n--B", "\r\n--A"));
    const body = bodyOf(
      contents.map((text, i) => part(`name="file"; filename="${i}"`, text)),
    );
    const pieces = [];
    for (let at = 0; at < body.length;) {
      const length = 1 + random.below(run % 2 === 0 ? 3 : 90);
      pieces.push(body.subarray(at, at + length));
      at += length;
    }

    const { files } = await readFileForm(stream(pieces), LIMITS);

    assert.deepEqual(
      files.map(({ bytes }) => Buffer.from(bytes).toString()),
      contents,
    );
  }
});

Deno.test("readFileForm() leaves out what stands before and behind the parts", async () => {
  const body = Buffer.concat([
    Buffer.from("This is MIME.\r\n--Bother\r\n"),
    bodyOf([part(`name="a"`, "1")]),
    Buffer.from("\r\nbehind --B\r\n--B\r\n"),
  ]);
  // `--Bother` begins like the delimiter, but is none.
  await assert.rejects(readFileForm(stream([body]), LIMITS), {
    code: "invalid",
  });
  const { fields } = await readFileForm(
    stream([Buffer.from("MIME\r\n"), body.subarray(body.indexOf("--B\r\n"))]),
    LIMITS,
  );

  assert.deepEqual([...fields], [["a", "1"]]);
});

Deno.test("readFileForm() refuses a file above the limit by its name, reads on to the end, and keeps nothing", async () => {
  const body = bodyOf([
    part(`name="file"; filename="small.txt"`, "x"),
    part(`name="file"; filename="film.mp4"`, "x".repeat(200_000)),
  ]);
  let taken = 0;
  const pieces = [...chunks(body, 1000)].map((piece) => () => {
    taken += piece.length;
    return piece;
  });

  await assert.rejects(
    readFileForm(stream(pieces), { fileBytes: 100_000 }),
    {
      code: "too_large",
      message: `Cannot upload "film.mp4": a file may have 100000 bytes`,
    },
  );
  assert.equal(taken, body.length);
});

Deno.test("readFileForm() takes little more memory than the files have, and stops where its caller says so", async () => {
  const body = bodyOf([
    part(`name="file"; filename="a"`, "x".repeat(300_000)),
    part(`name="file"; filename="b"`, "x".repeat(300_000)),
  ]);
  let memory = 0;
  await readFileForm(stream([body]), {
    ...LIMITS,
    onMemory: (bytes) => memory += bytes,
  });

  assert.ok(memory >= 600_000 && memory < 1_200_000, `${memory} bytes`);
  await assert.rejects(
    readFileForm(stream([body]), {
      ...LIMITS,
      onMemory: () => {
        throw new RangeError("full");
      },
    }),
    { name: "RangeError" },
  );
});

Deno.test("readFileForm() refuses what is no such form", async () => {
  const good = part(`name="a"`, "1");
  const bad: [string, Buffer][] = [
    ["cut off in a part", bodyOf([good]).subarray(0, 40)],
    ["cut off before the end", bodyOf([good]).subarray(0, -4)],
    ["empty", Buffer.alloc(0)],
    ["no part", Buffer.from("--B--".replace("--B--", "x"))],
    ["no name", bodyOf([part(`filename="x"`, "1")])],
    ["no headers", Buffer.from("--B\r\n\r\n1\r\n--B--\r\n")],
    [
      "another disposition",
      Buffer.from(
        `--B\r\nContent-Disposition: attachment; name="a"\r\n\r\n1\r\n--B--\r\n`,
      ),
    ],
    [
      "headers without end",
      Buffer.from(`--B\r\nX: ${"x".repeat(20_000)}\r\n\r\n1\r\n--B--`),
    ],
    ["words behind a delimiter", Buffer.from("--B and more\r\n\r\n1\r\n--B--")],
    ["101 parts", bodyOf(new Array(101).fill(good))],
  ];
  for (const [what, body] of bad) {
    await assert.rejects(
      readFileForm(stream([body]), LIMITS),
      { code: "invalid" },
      what,
    );
  }
  await assert.rejects(
    readFileForm(
      stream([bodyOf([part(`name="a"`, "x".repeat(70_000))])]),
      LIMITS,
    ),
    { code: "too_large" },
  );
  for (
    const type of ["multipart/form-data", "multipart/form-data; boundary="]
  ) {
    await assert.rejects(
      readFileForm(stream([bodyOf([good])], type), LIMITS),
      { code: "invalid" },
    );
  }
});

Deno.test("readFileForm() passes on that the client left", async () => {
  const body = bodyOf([part(`name="file"; filename="a"`, "x".repeat(5000))]);
  const leaving = new ReadableStream({
    pull(controller) {
      controller.enqueue(body.subarray(0, 3000));
      controller.error(new TypeError("the client left"));
    },
  });

  await assert.rejects(readFileForm(requestOf(leaving), LIMITS), {
    name: "TypeError",
  });
});

function part(disposition: string, content: string): string {
  return `Content-Disposition: form-data; ${disposition}\r\nContent-Type: text/plain\r\n\r\n${content}`;
}

function bodyOf(parts: readonly string[]): Buffer {
  return Buffer.from(
    `${parts.map((part) => `--B\r\n${part}\r\n`).join("")}--B--\r\n`,
  );
}

async function read(parts: readonly string[]): Promise<FileForm> {
  return await readFileForm(stream([bodyOf(parts)]), LIMITS);
}

function request(form: FormData): Request {
  return new Request("https://garden.robot.test/", {
    method: "POST",
    body: form,
  });
}

function stream(
  pieces: readonly (Uint8Array | (() => Uint8Array))[],
  type?: string,
): Request {
  const waiting = pieces.values();
  const body = new ReadableStream({
    pull(controller) {
      const { value, done } = waiting.next();
      if (done) return controller.close();
      controller.enqueue(typeof value === "function" ? value() : value);
    },
  }, { highWaterMark: 0 });
  return requestOf(body, type);
}

function requestOf(
  body: ReadableStream,
  type = "multipart/form-data; boundary=B",
): Request {
  return new Request("https://garden.robot.test/", {
    method: "POST",
    headers: { "content-type": type },
    body,
  });
}

function* chunks(bytes: Uint8Array, length: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) {
    yield bytes.subarray(at, at + length);
  }
}

Deno.test("readFileForm hands the one file over piece by piece where it should not be kept, and refuses a second one", async () => {
  const content = crypto.getRandomValues(new Uint8Array(60_000));
  const form = new FormData();
  form.append("note", "text");
  form.append("file", new File([content, content, content], "big.zip"));
  const pieces: Uint8Array[] = [];
  const limits = {
    fileBytes: 200_000,
    async onFile(bytes: Uint8Array) {
      await Promise.resolve();
      pieces.push(new Uint8Array(bytes));
    },
  };
  const post = () =>
    new Request("https://robot.test/", { method: "POST", body: form });

  const { fields, files } = await readFileForm(post(), limits);

  assert.equal(fields.get("note"), "text");
  assert.deepEqual(files.map(({ name, bytes }) => [name, bytes.length]), [
    ["big.zip", 0],
  ]);
  assert.ok(pieces.length > 1);
  assert.equal(pieces.reduce((sum, { length }) => sum + length, 0), 180_000);
  assert.deepEqual(pieces[0], content.slice(0, pieces[0]!.length));

  await assert.rejects(
    readFileForm(post(), { ...limits, fileBytes: 100_000 }),
    { code: "too_large" },
  );
  form.append("file", new File(["x"], "second.zip"));
  await assert.rejects(readFileForm(post(), limits), {
    code: "invalid",
    message: /more than one file/,
  });
});
