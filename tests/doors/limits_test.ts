/** Limits, said in the language of each door, and held by all of them together. @module */
import assert from "node:assert/strict";
import { usageOf } from "../../src/wiki/usage.ts";
import { type Doors, form, openDoors } from "../support/doors.ts";
import { textareaOf } from "../support/web_world.ts";
import { createWorld, type World } from "../support/world.ts";

const GARDEN = "https://garden.robot.test";

/** What is full, the settings and grant that make it so, and what the refusal says. */
const FULL = [
  [
    "pages",
    { maxPages: 0 },
    /holds 0 of at most 0 pages\. Delete or join pages, or clone it and host it yourself/,
  ],
  [
    "content",
    { maxContentBytes: 10 },
    /would take \d+ bytes and may take 10 bytes\. Delete pages or attachments, or clone it and host it yourself/,
  ],
  [
    "history",
    { maxHistoryBytes: 10 },
    /history of this wiki takes [^.]* of at most 10 bytes.* ask the operator for more, or clone it and host it yourself/,
  ],
] as const;

for (const [what, grant, words] of FULL) {
  Deno.test(`a wiki whose ${what} limit is reached says so at every door, and takes nothing`, async () => {
    await using stage = await openStage();
    const { world } = stage;
    world.house.platform.wikis.change(world.garden.id, grant);
    const text = "a text of some length\n";

    const page = await stage.save("Oak", text);
    const rest = await stage.put("Oak", text);
    const agent = await stage.call("Oak", text);

    assert.equal(page.status, 413);
    assert.match(page.text, words);
    assert.equal(textareaOf(page.text), text, "what was typed comes back");
    assert.equal(rest.status, 413);
    const { error, code } = JSON.parse(rest.text);
    assert.match(error, words);
    assert.equal(code, "too_large");
    assert.match(agent.text, words);
    assert.match(agent.text, /Next: Send less at once, or tell the user/);
    const usage = await usageOf(world.reading("garden", world.alice));
    assert.deepEqual([usage.pages, usage.contentBytes], [0, 0]);
  });
}

Deno.test("a page may have so many bytes, at every door", async () => {
  await using stage = await openStage({ ROBOT_MAX_PAGE_BYTES: "1000" });
  const text = `${"x".repeat(1_500)}\n`;

  const page = await stage.save("Oak", text);
  const rest = await stage.put("Oak", text);
  const agent = await stage.call("Oak", text);

  for (const answer of [page, rest, agent]) {
    assert.match(
      answer.text,
      /has 1501 bytes and a page may have 1000\. Split it/,
    );
  }
  assert.deepEqual([page.status, rest.status], [413, 413]);
  assert.equal(textareaOf(page.text), text);
});

Deno.test("one wiki may be granted larger attachments than others, and smaller ones", async () => {
  await using stage = await openStage({ ROBOT_MAX_ATTACHMENT_BYTES: "2000" });
  const { world } = stage;
  const { wikis } = world.house.platform;
  await world.write("garden", "Oak", "oak\n");
  const upload = async (bytes: number) => {
    const web = await stage.upload(bytes);
    const rest = await stage.attach(bytes);
    return [web, rest];
  };

  const usual = await upload(3_000);
  wikis.change(world.garden.id, { maxAttachmentBytes: 5_000 });
  const granted = await upload(3_000);
  wikis.change(world.garden.id, { maxAttachmentBytes: 1_000 });
  const less = await upload(1_500);

  assert.deepEqual(usual, [413, 413]);
  assert.deepEqual(granted, [303, 201]);
  assert.deepEqual(less, [413, 413]);
});

Deno.test("a wiki may be granted more members, and no two requests pass the limit together", async () => {
  await using stage = await openStage({ ROBOT_MAX_MEMBERS: "3" });
  const { world, doors } = stage;
  const people = ["newcomer", "dora", "emil", "fay"];
  const cookies = await doors.cookiesOf(world.alice);
  const invite = (name: string, i: number) =>
    i % 2 === 0
      ? doors.request(`${GARDEN}/api/v1/members`, {
        method: "POST",
        headers: { ...cookies, origin: GARDEN },
        body: JSON.stringify({ who: `did:plc:${name}`, role: "viewer" }),
      })
      : doors.request(
        `${GARDEN}/-/admin/members`,
        form(GARDEN, {
          action: "add",
          who: `did:plc:${name}`,
          role: "viewer",
        }, cookies),
      );

  await Promise.all(people.map(invite));
  const { members, wikis } = world.house.platform;
  const first = members.list(world.garden.id).length;
  wikis.change(world.garden.id, { maxMembers: 5 });
  await Promise.all(people.map(invite));
  const second = members.list(world.garden.id).length;

  assert.equal(first, 3);
  assert.equal(second, 5);
});

Deno.test("writers at three doors cannot pass a limit together", async () => {
  await using stage = await openStage();
  const { world } = stage;
  world.house.platform.wikis.change(world.garden.id, { maxPages: 7 });

  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, i) => {
      const path = `P${i}`;
      if (i % 3 === 0) return stage.save(path, `${i}\n`);
      return i % 3 === 1
        ? stage.put(path, `${i}\n`)
        : stage.call(path, `${i}\n`);
    }),
  );

  const { pages } = await usageOf(world.reading("garden", world.alice));
  const refused = answers.filter(({ text }) => /of at most 7 pages/.test(text));
  assert.equal(pages, 7);
  assert.equal(refused.length, 23);
});

/** The garden, empty, and Alice at each door. */
class Stage implements AsyncDisposable {
  constructor(
    readonly world: World,
    readonly doors: Doors,
    readonly cookies: { cookie: string },
    readonly bearer: { authorization: string },
  ) {}

  save(path: string, text: string) {
    const fields = { action: "save", base: "", text };
    return this.#ask(`/-/edit/${path}`, form(GARDEN, fields, this.cookies));
  }

  put(path: string, content: string) {
    return this.#ask(`/api/v1/pages/${path}`, {
      method: "PUT",
      headers: this.bearer,
      body: JSON.stringify({ content }),
    });
  }

  call(path: string, content: string) {
    return this.#ask("/mcp", {
      method: "POST",
      headers: {
        ...this.bearer,
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
      },
      body: JSON.stringify({
        ...{ jsonrpc: "2.0", id: 1, method: "tools/call" },
        params: { name: "write_note", arguments: { path, content } },
      }),
    });
  }

  /** The status of an upload with a browser. */
  async upload(bytes: number): Promise<number> {
    const body = new FormData();
    body.append("file", new File([noise(bytes)], `w${bytes}.bin`));
    const headers = { ...this.cookies, origin: GARDEN };
    const init = { method: "POST", headers, body };
    return (await this.#ask("/-/attachments/Oak", init)).status;
  }

  /** The status of an upload with REST. */
  async attach(bytes: number): Promise<number> {
    const { status } = await this.#ask("/api/v1/pages/Oak/attachments", {
      method: "POST",
      headers: this.bearer,
      body: JSON.stringify({
        filename: `r${bytes}.bin`,
        content: noise(bytes).toBase64(),
      }),
    });
    return status;
  }

  async #ask(path: string, init: RequestInit) {
    const answer = await this.doors.request(GARDEN + path, init);
    return { status: answer.status, text: await answer.text() };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.world[Symbol.asyncDispose]();
  }
}

async function openStage(
  settings: Record<string, string> = {},
): Promise<Stage> {
  const world = await createWorld({ settings });
  const doors = await openDoors(world);
  const token = doors.token("garden", world.alice);
  return new Stage(world, doors, await doors.cookiesOf(world.alice), {
    authorization: `Bearer ${token}`,
  });
}

function noise(bytes: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(bytes));
}
