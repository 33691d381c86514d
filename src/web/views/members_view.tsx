/** Who belongs to a wiki, and leaving one. @module */
import { Field, TimeOf } from "../../http/views/form_parts.tsx";
import {
  MEMBER_ROLES,
  type MemberRole,
  type WikiMember,
} from "../../wiki/members.ts";
import { SettingsFrame } from "./settings_view.tsx";
import { WikiLayout, type WikiLayoutProps } from "./wiki_layout.tsx";

type Layout = Omit<WikiLayoutProps, "children" | "title">;

/** What each role may do. */
export const ROLE_WORDS: Readonly<Record<MemberRole, string>> = {
  viewer: "Viewer: reads",
  editor: "Editor: reads, writes, uploads",
  admin: "Admin: also changes settings and members",
};

/** A member by handle, the one of the invitation before the first sign-in; by DID where none was verified. */
export function shownName(
  { did, handle, invitedHandle }: Pick<
    WikiMember,
    "did" | "handle" | "invitedHandle"
  >,
): string {
  const known = handle ?? invitedHandle;
  return known === null || known === "handle.invalid" ? did : `@${known}`;
}

/** The list, with what can be done, and the form for one more. */
export function MembersView(
  props: {
    layout: Layout;
    problem: string | null;
    members: readonly WikiMember[];
    /** Most members beside the owner. */
    maxMembers: number;
    /** What was typed into the form, where that did not work. */
    typed: { readonly who: string; readonly role: string };
  },
) {
  const { members, maxMembers, typed } = props;
  const hasRoom = members.length - 1 < maxMembers;
  const most = String(maxMembers);
  return (
    <SettingsFrame
      layout={props.layout}
      screen="members"
      problem={props.problem}
    >
      <ul class="members">
        {members.map((member) => <MemberLine member={member} />)}
      </ul>
      <h2>Add a person</h2>
      {hasRoom
        ? (
          <form method="post" action="/-/admin/members" class="settings">
            <input type="hidden" name="action" value="add" />
            <Field
              name="who"
              label="Handle or DID"
              value={typed.who}
              hint="A Bluesky handle such as alice.bsky.social, or did:plc:… or did:web:…. Who was never here gets the role at the first sign-in."
              maxLength={300}
              required
            />
            <div class="field">
              <label for="new-role">Role</label>
              <RoleSelect id="new-role" role={typed.role} />
            </div>
            <div class="actions">
              <button type="submit" class="button-primary">Add</button>
            </div>
          </form>
        )
        : (
          <p>
            There is no room: a wiki may have {most} members beside its owner.
          </p>
        )}
    </SettingsFrame>
  );
}

function MemberLine({ member }: { member: WikiMember }) {
  const { did, handle, name, role, isSelf } = member;
  const shown = shownName(member);
  return (
    <li>
      <div class="member-name">
        <strong>{name ?? shown}</strong>
        {name === null ? null : <span class="muted">{shown}</span>}
        {handle === null
          ? <span class="badge">has not signed in yet</span>
          : null}
        {isSelf ? <span class="badge">you</span> : null}
      </div>
      <p class="muted member-since">
        {role === "owner" ? "Owner" : ROLE_WORDS[role]}, since{" "}
        <TimeOf at={member.addedAt} form="day" />
      </p>
      {role === "owner" ? null : isSelf
        ? (
          <p class="member-deeds">
            <a href="/-/leave">Leave this wiki</a>
          </p>
        )
        : <MemberDeeds did={did} role={role} shown={shown} />}
    </li>
  );
}

function MemberDeeds(
  props: { did: string; role: MemberRole; shown: string },
) {
  const id = `role-${props.did}`;
  return (
    <div class="member-deeds">
      <form method="post" action="/-/admin/members">
        <input type="hidden" name="action" value="role" />
        <input type="hidden" name="did" value={props.did} />
        <label class="visually-hidden" for={id}>Role of {props.shown}</label>
        <RoleSelect id={id} role={props.role} />
        <button type="submit">
          Change<span class="visually-hidden">role of {props.shown}</span>
        </button>
      </form>
      <form method="post" action="/-/admin/members">
        <input type="hidden" name="action" value="remove" />
        <input type="hidden" name="did" value={props.did} />
        <button type="submit" class="button-danger">
          Remove<span class="visually-hidden">{props.shown}</span>
        </button>
      </form>
    </div>
  );
}

function RoleSelect(props: { id: string; role: string }) {
  return (
    <select id={props.id} name="role">
      {MEMBER_ROLES.map((role) => (
        <option value={role} selected={role === props.role}>
          {ROLE_WORDS[role]}
        </option>
      ))}
    </select>
  );
}

/** Asks before somebody leaves. */
export function LeaveView(props: { layout: Layout; wikiName: string }) {
  return (
    <WikiLayout {...props.layout} title="Leave this wiki">
      <h1>Leave this wiki</h1>
      <p>
        You lose your role in{" "}
        {props.wikiName}. What you wrote stays; only its owner or an admin can
        give the role back.
      </p>
      <form method="post" action="/-/leave">
        <div class="actions">
          <button type="submit" class="button-danger">Leave</button>
          <a href="/">Stay</a>
        </div>
      </form>
    </WikiLayout>
  );
}
