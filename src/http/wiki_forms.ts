/**
 * The forms for members and access, which stand on a wiki's own settings and on its page of the dashboard: their fields are read
 * here, the core's one action is called.
 *
 * @module
 */
import { AppError } from "../errors.ts";
import type { ManageableWiki } from "../wiki/access.ts";
import { addMember, changeRole, removeMember } from "../wiki/members.ts";
import { changeLevels } from "../wiki/settings.ts";
import type { FlashCode } from "./flash.ts";
import { lineField } from "./form.ts";

/**
 * Does what the form for members asks for in its field `action`: `add`, `role` or `remove`; returns what to say then.
 *
 * @throws {AppError} `invalid` for an unknown action, and what the actions throw.
 */
export async function doMemberForm(
  wiki: ManageableWiki,
  form: URLSearchParams,
): Promise<FlashCode> {
  const did = lineField(form, "did");
  const role = lineField(form, "role");
  switch (lineField(form, "action")) {
    case "add":
      await addMember(wiki, { who: lineField(form, "who"), role });
      return "member_invited";
    case "role":
      changeRole(wiki, { did, role });
      return "saved";
    case "remove":
      removeMember(wiki, did);
      return "member_removed";
    default:
      throw new AppError("invalid", "Cannot do that: unknown action");
  }
}

/** Sets the levels that the form for access names. @throws {AppError} `invalid` for a level that there is none of. */
export function doAccessForm(
  wiki: ManageableWiki,
  form: URLSearchParams,
): void {
  changeLevels(wiki, {
    readAccess: lineField(form, "readAccess"),
    writeAccess: lineField(form, "writeAccess"),
    attachmentAccess: lineField(form, "attachmentAccess"),
  });
}
