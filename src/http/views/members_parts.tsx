/**
 * The members of a wiki as a list with forms, for the wiki's own settings and for the dashboard.
 *
 * @module
 */
import {
  MEMBER_ROLES,
  type MemberRole,
  type WikiMember,
} from "../../wiki/members.ts";
import { personName } from "../../wiki/person_name.ts";
import { Field, TimeOf } from "./form_parts.tsx";

/** What each role may do. */
const ROLE_WORDS: Readonly<Record<MemberRole, string>> = {
  viewer: "Viewer: reads",
  editor: "Editor: reads, writes, uploads",
  admin: "Admin: also changes settings and members",
};

/** Who belongs to the wiki, and where the forms lead. */
export interface MembersProps {
  readonly members: readonly WikiMember[];
  /** Most members beside the owner. */
  readonly maxMembers: number;
  /** What was typed into the form, where that did not work. */
  readonly typed: { readonly who: string; readonly role: string };
  /** Where the forms are sent. */
  readonly action: string;
  /** Where one leaves the wiki. */
  readonly leaveUrl: string;
  /** The heading above the form for one more. */
  readonly heading: "h2" | "h3";
}

/** The list, with what can be done, and the form for one more. */
export function Members(props: MembersProps) {
  const { members, maxMembers, typed, action, heading: Heading } = props;
  const room = maxMembers - (members.length - 1);
  const left = `${Math.max(0, room)} of ${maxMembers}`;
  return (
    <>
      <ul class="members">
        {members.map((member) => <MemberLine {...props} member={member} />)}
      </ul>
      <Heading>Invite a person</Heading>
      {room > 0
        ? (
          <form method="post" action={action} class="settings">
            <input type="hidden" name="action" value="add" />
            <Field
              name="who"
              label="Handle or DID"
              value={typed.who}
              hint="A Bluesky handle such as alice.bsky.social, or a DID (did:plc:…, did:web:…). Who was never here has the role from the first sign-in on."
              maxLength={300}
              required
              isExact
            />
            <div class="field">
              <label for="new-role">Role</label>
              <RoleSelect id="new-role" role={typed.role} />
            </div>
            <p class="muted small">
              Room for {left} beside the owner, invitations that wait counted.
            </p>
            <div class="actions">
              <button type="submit" class="button-primary">Invite</button>
            </div>
          </form>
        )
        : (
          <p>
            There is no room: this wiki may have {String(maxMembers)}{" "}
            members beside its owner, invitations that wait counted. Remove
            somebody first, or ask who runs this service for more.
          </p>
        )}
    </>
  );
}

function MemberLine(
  { member, action, leaveUrl }: MembersProps & { member: WikiMember },
) {
  const { did, name, role, isSelf } = member;
  // Before the first sign-in only the handle of the invitation is known.
  const handle = member.handle ?? member.invitedHandle;
  const shown = personName({ handle, did });
  return (
    <li>
      <div class="member-name">
        <strong>{name ?? shown}</strong>
        {name === null ? null : <span class="muted">{shown}</span>}
        {member.handle === null
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
            <a href={leaveUrl}>Leave this wiki</a>
          </p>
        )
        : <MemberDeeds did={did} role={role} shown={shown} action={action} />}
    </li>
  );
}

function MemberDeeds(
  props: { did: string; role: MemberRole; shown: string; action: string },
) {
  const id = `role-${props.did}`;
  return (
    <div class="member-deeds">
      <form method="post" action={props.action}>
        <input type="hidden" name="action" value="role" />
        <input type="hidden" name="did" value={props.did} />
        <label class="visually-hidden" for={id}>Role of {props.shown}</label>
        <RoleSelect id={id} role={props.role} />
        <button type="submit">
          Change<span class="visually-hidden">role of {props.shown}</span>
        </button>
      </form>
      <form method="post" action={props.action}>
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
