/**
 * A host below the same domain as the wikis that does what it likes: runs scripts without any policy, and keeps what browsers send
 * it. No wiki can be that hostile; whatever does not work from here does not work from a wiki.
 *
 * @module
 */

/** The host; `await using` it. */
export interface HostileHost extends AsyncDisposable {
  /** `http://evil.wiki.localhost:{port}`. */
  readonly origin: string;
  /** The `Cookie` header of each request, newest last. */
  readonly cookies: readonly string[];
}

/** What its page can do; each answers with a word. */
const SCRIPT = `
  /** What a script gets to see of an address. */
  async function look(url, init) {
    try {
      const answer = await fetch(url, { credentials: "include", ...init });
      const text = await answer.text();
      return answer.type === "opaque" && text === "" ? "opaque" : "read: " + text.slice(0, 200);
    } catch {
      return "refused";
    }
  }

  /** Whether an element shows, plays or runs an address. */
  function embed(tag, attribute, url, more = {}) {
    return new Promise((resolve) => {
      const element = Object.assign(document.createElement(tag), more);
      for (const type of ["load", "loadedmetadata"]) element.addEventListener(type, () => resolve("loaded"));
      element.addEventListener("error", () => resolve("refused"));
      setTimeout(() => resolve("silent"), 5000);
      element[attribute] = url;
      document.body.append(element);
    });
  }

  /** Whether an address tells its events. */
  function listen(url) {
    return new Promise((resolve) => {
      const source = new EventSource(url, { withCredentials: true });
      const end = (word) => (source.close(), resolve(word));
      source.addEventListener("open", () => end("open"));
      source.addEventListener("error", () => end("refused"));
    });
  }

  /** Sends a form, as a navigation of this very window. */
  function send(url, fields, enctype) {
    const form = Object.assign(document.createElement("form"), { method: "post", action: url, enctype });
    for (const [name, value] of Object.entries(fields)) {
      form.append(Object.assign(document.createElement("input"), { name, value }));
    }
    document.body.append(form);
    HTMLFormElement.prototype.submit.call(form);
  }

  /** What a script may do with a window that it opened. */
  function hold(opened) {
    if (opened === null) return "none";
    if (opened.closed) return "severed";
    try {
      return "read: " + opened.document.body.innerText;
    } catch {
      return "foreign";
    }
  }
`;

/** Opens the host. `/set?line=…` sets a cookie as a server does; every other address is its page. */
export function openHostileHost(domain: string): HostileHost {
  const cookies: string[] = [];
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => {
      const url = new URL(request.url);
      // Browsers ask for an icon by themselves, whenever they like.
      if (url.pathname === "/favicon.ico") return new Response(null);
      cookies.push(request.headers.get("cookie") ?? "");
      const headers = new Headers({ "content-type": "text/html" });
      const line = url.searchParams.get("line");
      if (line !== null) headers.append("set-cookie", line);
      if (url.pathname === "/worker.js") {
        headers.set("content-type", "text/javascript");
        return new Response("self.onfetch = () => {};", { headers });
      }
      const html =
        `<!doctype html><title>Evil</title><body><script>${SCRIPT}</script>`;
      return new Response(html, { headers });
    },
  );
  return {
    origin: `http://evil.${domain}:${server.addr.port}`,
    cookies,
    async [Symbol.asyncDispose]() {
      await server.shutdown();
    },
  };
}
