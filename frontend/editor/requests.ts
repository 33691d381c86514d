/// <reference lib="dom" />
/**
 * Asking the wiki: forms out, JSON back, and every way in which that can fail.
 *
 * @module
 */

/** What came back. */
export type Answer<Body> =
  | { readonly kind: "ok"; readonly body: Body }
  | {
    readonly kind: "refused";
    readonly status: number;
    readonly error: string;
    /** Seconds to wait, where the wiki said so. */
    readonly retryAfter: number;
  }
  | { readonly kind: "offline" };

/** Sends a form, and reads JSON. */
export async function ask<Body>(
  url: string,
  { method = "POST", fields, ...more }: {
    method?: string;
    fields?: Readonly<Record<string, string>>;
    keepalive?: boolean;
    signal?: AbortSignal;
  },
): Promise<Answer<Body>> {
  let response: Response;
  try {
    response = await fetch(url, {
      ...more,
      method,
      headers: { accept: "application/json" },
      ...(fields ? { body: new URLSearchParams(fields) } : {}),
    });
    if (response.ok) {
      const isEmpty = response.status === 204;
      return { kind: "ok", body: isEmpty ? undefined : await response.json() };
    }
    return await refusalOf(response);
  } catch {
    return { kind: "offline" };
  }
}

/** Why the wiki refused, from JSON or from a page. */
export async function refusalOf(
  response: Response,
): Promise<Answer<never> & { kind: "refused" }> {
  const { status, headers } = response;
  const isJson = headers.get("content-type")?.includes("json") ?? false;
  const text = await response.text();
  return {
    kind: "refused",
    status,
    error: (isJson ? errorInJson(text) : errorInPage(text)) ??
      `The wiki answered ${status}`,
    retryAfter: Number(headers.get("retry-after")) || 0,
  };
}

function errorInJson(text: string): string | undefined {
  try {
    const { error } = JSON.parse(text) as {
      error?: string | { message?: string };
    };
    return typeof error === "string" ? error : error?.message;
  } catch {
    return undefined; // cut off on its way
  }
}

function errorInPage(html: string): string | undefined {
  const page = new DOMParser().parseFromString(html, "text/html");
  const said = page.querySelector(".notice-error p") ??
    page.querySelector("h1");
  return said?.textContent?.trim().replace(/\s+/g, " ") || undefined;
}
