/**
 * The world as a browser meets it: people who ask with their cookies and send forms.
 *
 * @module
 */
import { type Doors, openDoors } from "./doors.ts";
import { createWorld, type World } from "./world.ts";

/** Who asks; see the table of `world.ts`. */
export type Name = "alice" | "bob" | "carol" | "stranger" | "visitor";

/** Who asks, where, and with which headers. */
export interface Asking {
  /** Left out: Alice. */
  readonly as?: Name;
  /** Left out: the garden. Empty: the platform's own host. */
  readonly slug?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
}

/** Browsers in front of a world; `await using` it. */
export class WebWorld implements AsyncDisposable {
  readonly world: World;
  readonly #doors: Doors;
  readonly #cookies = new Map<Name, string>();

  /** For {@linkcode webWorld}. */
  constructor(world: World, doors: Doors) {
    this.world = world;
    this.#doors = doors;
  }

  /** Asks for a path. */
  async get(path: string, from: Asking = {}): Promise<Response> {
    const { as = "alice", slug = "garden", method = "GET" } = from;
    const headers = new Headers(from.headers);
    const own = await this.#cookieOf(as, slug);
    const cookie = [own, headers.get("cookie")].filter(Boolean).join("; ");
    if (cookie !== "") headers.set("cookie", cookie);
    return await this.#doors.request(`${originOf(slug)}${path}`, {
      ...{ method, headers, redirect: "manual" },
    });
  }

  /** Sends a form, from a page of the same host unless the headers say otherwise. */
  post(
    path: string,
    fields: Readonly<Record<string, string>>,
    from: Asking = {},
  ): Promise<Response> {
    return this.send(path, fields, { ...from, method: "POST" });
  }

  /** {@linkcode post} with any method: what a script sends. */
  async send(
    path: string,
    fields: Readonly<Record<string, string>>,
    from: Asking & { readonly method: string },
  ): Promise<Response> {
    const { as = "alice", slug = "garden", method } = from;
    const origin = originOf(slug);
    const headers = new Headers({
      origin,
      "content-type": "application/x-www-form-urlencoded",
      ...from.headers,
    });
    const cookie = await this.#cookieOf(as, slug);
    if (cookie !== "") headers.set("cookie", cookie);
    const body = String(new URLSearchParams(fields));
    return await this.#doors.request(`${origin}${path}`, {
      ...{ method, headers, body, redirect: "manual" },
    });
  }

  /** Sends a form with files, by field, as a browser does. */
  async upload(
    path: string,
    parts: readonly (readonly [field: string, content: string | File])[],
    from: Asking = {},
  ): Promise<Response> {
    const { as = "alice", slug = "garden" } = from;
    const origin = originOf(slug);
    const headers = new Headers({ origin, ...from.headers });
    const cookie = await this.#cookieOf(as, slug);
    if (cookie !== "") headers.set("cookie", cookie);
    const body = new FormData();
    for (const [field, content] of parts) body.append(field, content);
    return await this.#doors.request(`${origin}${path}`, {
      ...{ method: "POST", headers, body, redirect: "manual" },
    });
  }

  /** A header with a new personal token of Alice's that may write. */
  bearer(slug = "garden"): { readonly authorization: string } {
    const token = this.#doors.token(slug, this.world.alice);
    return { authorization: `Bearer ${token}` };
  }

  /** The one cookie that wikis are sent, as a header: what a wiki could get hold of. */
  async wikiCookie(who: Name = "alice"): Promise<{ readonly cookie: string }> {
    return { cookie: await this.#cookieOf(who, "garden") };
  }

  /** The server is about to stop. */
  beginDrain(): void {
    this.#doors.app.beginDrain();
  }

  /** Stores a page; returns its revision. */
  async write(path: string, text: string, slug = "garden"): Promise<string> {
    return (await this.world.write(slug, path, text)).revision;
  }

  /** Commits files as they are (`null` removes one): no rule of names or texts applies. */
  async put(
    files: Readonly<Record<string, string | Uint8Array | null>>,
    slug = "garden",
  ): Promise<void> {
    const { wiki } = this.world.visit(slug, this.world.alice);
    const person = { name: "Pushed", email: "pushed@example.org" };
    const encoder = new TextEncoder();
    const bytes = Object.entries(files).map(([path, content]) =>
      [
        path,
        typeof content === "string" ? encoder.encode(content) : content,
      ] as const
    );
    await wiki.repo.turn(async (turn) => {
      const commit = await turn.write({
        files: new Map(bytes),
        author: person,
        committer: person,
        message: "Put files",
        at: new Date("2026-11-20T12:00:00Z"),
      });
      await turn.publish(commit);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.world[Symbol.asyncDispose]();
  }

  /** Wiki hosts are sent one cookie, the platform's host both. */
  async #cookieOf(name: Name, slug: string): Promise<string> {
    if (name === "visitor") return "";
    const jwt = this.#cookies.get(name) ??
      await this.#doors.signIn(this.world[name]);
    this.#cookies.set(name, jwt);
    const cookie = `__Secure-robot=${jwt}`;
    return slug === "" ? `${cookie}; __Host-robot=${jwt}` : cookie;
  }
}

function originOf(slug: string): string {
  return slug === "" ? "https://robot.test" : `https://${slug}.robot.test`;
}

/** Makes the world and its doors. */
export async function webWorld(
  settings: Readonly<Record<string, string>> = {},
): Promise<WebWorld> {
  const world = await createWorld({ settings });
  return new WebWorld(world, await openDoors(world));
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
