/**
 * The headers that every answer carries, and the content security policy.
 *
 * Wikis are hostile to each other and share a site, so a page may run scripts of the platform's own
 * `/static/` alone, may not be framed, and tells no other origin where the reader was.
 *
 * @module
 */
import type { Config } from "../config.ts";

/** How a page's policy differs from the usual one. */
export interface PolicyOptions {
  /** Lets `<style nonce>` through: the editor writes its own styles. */
  readonly styleNonce?: string;
  /** Leaves `form-action` out, on sign-in and consent pages: it binds redirects too, and their targets are unknown. */
  readonly anyFormTarget?: boolean;
}

const HSTS = "max-age=31536000";

/** What no page here ever asks a browser for. Names that browsers do not know would fill their consoles. */
const PERMISSIONS = [
  "accelerometer",
  "browsing-topics",
  "camera",
  "display-capture",
  "geolocation",
  "gyroscope",
  "hid",
  "idle-detection",
  "magnetometer",
  "microphone",
  "midi",
  "payment",
  "publickey-credentials-get",
  "screen-wake-lock",
  "serial",
  "usb",
  "xr-spatial-tracking",
].map((name) => `${name}=()`).join(", ");

/** Answers of every kind have these; what a handler set itself stays. */
const ALWAYS: readonly (readonly [name: string, value: string])[] = [
  ["referrer-policy", "same-origin"],
  ["permissions-policy", PERMISSIONS],
  // Nobody who opened a page of ours, or whom it opened, holds it by a script.
  ["cross-origin-opener-policy", "same-origin"],
];

/** The content security policy of a page. */
export function pagePolicy(
  config: Pick<Config, "origin">,
  options: PolicyOptions = {},
): string {
  const { styleNonce, anyFormTarget = false } = options;
  const assets = `${config.origin}/static/`;
  return [
    "default-src 'none'",
    `script-src ${assets}`,
    `style-src ${assets}${styleNonce ? ` 'nonce-${styleNonce}'` : ""}`,
    "img-src 'self' https: data:",
    "media-src 'self' https:",
    "frame-src 'self' https://www.youtube-nocookie.com",
    "connect-src 'self'",
    "font-src 'self'",
    ...(anyFormTarget ? [] : ["form-action 'self'"]),
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
  ].join("; ");
}

/** The script of the frame that draws diagrams, below `static/`. */
export const DIAGRAM_SCRIPT = "vendor/diagram.js";

/**
 * The policy of the frame that draws diagrams. It has no origin, one script and no network; only a page of the same host may show it.
 * The library writes its own styles.
 */
export function diagramPolicy(config: Pick<Config, "origin">): string {
  return [
    "sandbox allow-scripts",
    "default-src 'none'",
    `script-src ${config.origin}/static/${DIAGRAM_SCRIPT}`,
    "style-src 'unsafe-inline'",
    "img-src data:",
    "font-src data:",
    "form-action 'none'",
    "frame-ancestors 'self'",
    "base-uri 'none'",
  ].join("; ");
}

/**
 * Adds what a handler did not set itself.
 *
 * @param options.isUnchanged the answer is a 304. What that says replaces what the browser's copy said, so it is silent about what
 * differs between a page and a file: the sandbox of a file would become the policy of a page.
 */
export function addSecurityHeaders(
  config: Pick<Config, "origin">,
  headers: Headers,
  { isUnchanged = false }: { isUnchanged?: boolean } = {},
): void {
  if (!isUnchanged) addPolicies(config, headers);
  for (const [name, value] of ALWAYS) {
    if (!headers.has(name)) headers.set(name, value);
  }
  headers.set("x-content-type-options", "nosniff");
  if (config.origin.startsWith("https:")) {
    headers.set("strict-transport-security", HSTS);
  }
}

/** Who may run, frame and embed the answer. */
function addPolicies(config: Pick<Config, "origin">, headers: Headers): void {
  const policy = headers.get("content-security-policy") ?? pagePolicy(config);
  headers.set("content-security-policy", policy);
  // For browsers that know no `frame-ancestors`, and for files, whose policy has none.
  headers.set(
    "x-frame-options",
    policy.includes("frame-ancestors 'none'") ? "DENY" : "SAMEORIGIN",
  );
  // Siblings share a site, so what their pages embed is fetched with the reader's cookie.
  if (!headers.has("cross-origin-resource-policy")) {
    headers.set("cross-origin-resource-policy", "same-origin");
  }
}
