/**
 * Two wikis behind the real doors, and people who ask with their cookies.
 *
 * | person   | `garden` (everybody reads, signed-in people write) | `cellar` (private) |
 * | -------- | --------------------------------------------------- | ------------------ |
 * | alice    | owner                                               | owner              |
 * | carol    | viewer                                              | viewer             |
 * | stranger | signed in                                           | signed in          |
 * | visitor  | not signed in                                       | not signed in      |
 *
 * @module
 */
import { type App, createApp, openHouse } from "../../src/app.ts";
import { startSession } from "../../src/auth/sessions.ts";
import { readConfig } from "../../src/config.ts";
import { forOperator } from "../../src/wiki/access.ts";
import type { House } from "../../src/wiki/house.ts";
import { savePage } from "../../src/wiki/pages.ts";
import { createWiki } from "../../src/wiki/wikis.ts";
import { ASSETS_DIR } from "./world.ts";

/** Who asks. */
export type Name = "alice" | "carol" | "stranger" | "visitor";

/** The doors and their people; `await using` it. */
export interface WebWorld extends AsyncDisposable {
  readonly app: App;
  readonly house: House;
  /** Asks for a path of the garden (or another wiki). */
  get(path: string, from?: Asking): Promise<Response>;
  /** Sends a form. */
  post(
    path: string,
    fields: Readonly<Record<string, string>>,
    from?: Asking,
  ): Promise<Response>;
  /** Stores a file as it is: no rule of names or texts applies. */
  put(file: string, content: string | Uint8Array, slug?: string): Promise<void>;
  /** Stores a page; returns its revision. */
  write(path: string, text: string, slug?: string): Promise<string>;
  /** The `Cookie` header of a person. */
  readonly cookies: Readonly<Record<Name, string>>;
}

/** Who asks, where, and with which headers. */
export interface Asking {
  readonly as?: Name;
  readonly slug?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
}

/** Makes the world. */
export async function webWorld(
  settings: Readonly<Record<string, string>> = {},
): Promise<WebWorld> {
  const dir = await Deno.makeTempDir({ prefix: "robot-web-" });
  const config = readConfig({
    ROBOT_ORIGIN: "https://robot.test",
    ROBOT_DATA: dir,
    ...settings,
  });
  await putKeys(dir);
  const opened = await openHouse(config, {
    assetsDir: ASSETS_DIR,
    now: () => new Date(),
    log: (level, event, _fields, error) => {
      if (level === "error" && error) throw error;
      void event;
    },
  });
  await keepKeys(dir);
  const { house } = opened;
  const cookies: Record<Name, string> = {
    alice: "",
    carol: "",
    stranger: "",
    visitor: "",
  };
  for (const name of ["alice", "carol", "stranger"] as const) {
    const did = `did:plc:${name}`;
    const createdAt = new Date().toISOString();
    house.platform.users.put({
      did,
      handle: `${name}.example`,
      name,
      createdAt,
    });
    const { jwt } = await startSession(opened.sessions, did);
    cookies[name] = `__Secure-robot=${jwt}`;
  }
  await addWikis(house);
  const app = createApp(opened);
  const borrow = (slug: string) =>
    house.openWikis.borrow(house.platform.wikis.find(slug)!);

  return {
    ...{ app, house, cookies },
    get: (path, from = {}) => app.request(...asking(cookies, path, from)),
    post: (path, fields, from = {}) => {
      const [url, init] = asking(cookies, path, { method: "POST", ...from });
      init.headers.set("content-type", "application/x-www-form-urlencoded");
      init.headers.set("origin", new URL(url).origin);
      for (const [name, value] of Object.entries(from.headers ?? {})) {
        init.headers.set(name, value);
      }
      return app.request(url, {
        ...init,
        body: `${new URLSearchParams(fields)}`,
      });
    },
    put: async (file, content, slug = "garden") => {
      using borrowed = borrow(slug);
      const person = { name: "Pushed", email: "pushed@example.org" };
      const bytes = typeof content === "string"
        ? new TextEncoder().encode(content)
        : content;
      await borrowed.wiki.repo.turn(async (turn) => {
        const commit = await turn.write({
          files: new Map([[file, bytes]]),
          author: person,
          committer: person,
          message: `Put ${file}`,
          at: new Date(),
        });
        await turn.publish(commit);
      });
    },
    write: async (path, text, slug = "garden") => {
      using borrowed = borrow(slug);
      const wiki = forOperator(house, borrowed.wiki);
      const row = wiki.index.pages.find(path);
      const base = row?.revision ?? null;
      return (await savePage(wiki, { path, text, base })).revision;
    },
    [Symbol.asyncDispose]: async () => {
      await opened[Symbol.asyncDispose]();
      await Deno.remove(dir, { recursive: true });
    },
  };
}

/** The first world's keys, by file name: making an RSA key takes longer than a whole test. */
const keyFiles = new Map<string, Uint8Array>();

async function putKeys(dir: string): Promise<void> {
  if (keyFiles.size === 0) return;
  await Deno.mkdir(`${dir}/keys`, { recursive: true, mode: 0o700 });
  for (const [name, bytes] of keyFiles) {
    await Deno.writeFile(`${dir}/keys/${name}`, bytes, { mode: 0o600 });
  }
}

async function keepKeys(dir: string): Promise<void> {
  for await (const { name } of Deno.readDir(`${dir}/keys`)) {
    keyFiles.set(name, await Deno.readFile(`${dir}/keys/${name}`));
  }
}

async function addWikis(house: House): Promise<void> {
  const ownerDid = "did:plc:alice";
  const open = {
    slug: "garden",
    ownerDid,
    name: "The Garden",
    readAccess: "ANONYMOUS",
    writeAccess: "REGISTERED",
    attachmentAccess: "REGISTERED",
  } as const;
  const closed = { slug: "cellar", ownerDid, name: "The Cellar" };
  for (const wiki of [open, closed]) {
    const row = await createWiki(house, wiki, { starterPages: false });
    house.platform.members.put({
      wikiId: row.id,
      did: "did:plc:carol",
      role: "viewer",
      addedAt: row.createdAt,
    });
  }
}

function asking(
  cookies: Readonly<Record<Name, string>>,
  path: string,
  { as = "alice", slug = "garden", headers = {}, method = "GET" }: Asking,
): [string, { method: string; headers: Headers; redirect: "manual" }] {
  const sent = new Headers(headers);
  if (cookies[as] !== "") {
    const own = sent.get("cookie");
    sent.set("cookie", own ? `${cookies[as]}; ${own}` : cookies[as]);
  }
  return [`https://${slug}.robot.test${path}`, {
    method,
    headers: sent,
    redirect: "manual",
  }];
}

/** The value of a form's field in a page. */
export function fieldOf(html: string, name: string): string {
  const tag = new RegExp(`<input[^>]*name="${name}"[^>]*>`).exec(html)?.[0] ??
    "";
  return /value="([^"]*)"/.exec(tag)?.[1] ?? "";
}

/** The text in a page's textarea, as a browser would have it. */
export function textareaOf(html: string, name = "text"): string {
  const found = new RegExp(
    `<textarea[^>]*name="${name}"[^>]*>\\n?([\\s\\S]*?)</textarea>`,
  ).exec(html)?.[1] ?? "";
  return found.replaceAll("&lt;", "<").replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"').replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
}
