/**
 * People's pictures: made small and encoded anew here, so that nothing of what a foreign server sent is served by us.
 *
 * @module
 */
import type { Avatar } from "../db/platform/avatars.ts";
import type { House } from "./house.ts";

/** Pixels of the longer side: twice what is shown, for fine screens. */
const BOX = 96;

/** The picture of a person, or `undefined`. */
export function findAvatar(
  { platform }: Pick<House, "platform">,
  did: string,
): Avatar | undefined {
  return platform.avatars.find(did);
}

/** Makes the picture of a person with an account from the bytes of the original; what is no picture leaves none. */
export async function keepAvatar(
  { platform, thumbnails, now }: Pick<House, "platform" | "thumbnails" | "now">,
  { did, cid, original }: {
    readonly did: string;
    readonly cid: string;
    readonly original: Uint8Array;
  },
): Promise<void> {
  const picture = new Uint8Array(original).buffer;
  const made = await thumbnails.encode(did, picture, { box: BOX });
  if (platform.users.find(did) === undefined) return; // gone meanwhile
  if (made.kind !== "made") return platform.avatars.remove(did);
  const { type, bytes } = made;
  const fetchedAt = now().toISOString();
  platform.avatars.put({ ...{ did, cid, type, bytes, fetchedAt } });
}
