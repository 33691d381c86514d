/**
 * `/avatar/{did}`: the picture of a person who has an account here, and how it is fetched after a sign-in.
 *
 * @module
 */
import type { Hono } from "hono";
import type { Identity, SignedInPerson } from "../auth/identity.ts";
import type { SiteEnv } from "../http/env.ts";
import { findAvatar, keepAvatar } from "../wiki/avatars.ts";
import type { House } from "../wiki/house.ts";

/** Somebody who changes their picture sees the new one after the next sign-in and this long. */
const CACHE = "public, max-age=3600";
/** It is a picture, and nothing else. */
const POLICY = "default-src 'none'; sandbox";

/** The pictures. */
export function addAvatarRoutes(app: Hono<SiteEnv>): void {
  app.get("/avatar/:did", (c) => {
    const avatar = findAvatar(c.var.house, c.req.param("did"));
    if (avatar === undefined) {
      return c.text("There is no picture of this person\n", 404);
    }
    const etag = `"${avatar.cid}"`;
    const headers = { "cache-control": CACHE, etag };
    if (c.req.header("if-none-match") === etag) {
      return new Response(null, { status: 304, headers });
    }
    return new Response(new Uint8Array(avatar.bytes), {
      headers: {
        ...headers,
        "content-type": avatar.type,
        "content-security-policy": POLICY,
      },
    });
  });
}

/**
 * Fetches the picture of somebody who has just signed in, where it is another one than ours. Nobody waits for it, and what fails is
 * tried again at the next sign-in.
 */
export async function refreshAvatar(
  house: House,
  identity: Pick<Identity, "readAvatar">,
  { did, pds, avatarCid: cid }: SignedInPerson,
): Promise<void> {
  const { avatars } = house.platform;
  try {
    if (cid === null) return avatars.remove(did);
    if (cid === undefined || pds === null) return;
    if (avatars.findCid(did) === cid) return;
    const original = await identity.readAvatar({ did, pds, cid });
    if (original !== undefined) await keepAvatar(house, { did, cid, original });
  } catch (error) {
    house.log("warning", "background_failed", { work: "avatar", did }, error);
  }
}
