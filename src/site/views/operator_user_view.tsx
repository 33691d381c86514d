/** The operator's page of one person. @module */
import { Field, TimeOf } from "../../http/views/form_parts.tsx";
import { counted } from "../../wiki/counted.ts";
import type { UserFacts } from "../../wiki/operator_lists.ts";
import { personName } from "../../wiki/person_name.ts";
import {
  OperatorFrame,
  Problem,
  SuspensionForm,
  userUrl,
} from "./operator_parts.tsx";

/** What the page of one person shows. */
export interface OperatorUserProps {
  readonly user: UserFacts;
  readonly isSelf: boolean;
  /** Wikis that everybody may own. */
  readonly maxWikis: number;
  /** Why a form was refused. */
  readonly problem: string | null;
}

/** The body of `/app/operator/users/{did}`. */
export function OperatorUserView(props: OperatorUserProps) {
  const { user, isSelf, problem } = props;
  const url = userUrl(user.did);
  return (
    <OperatorFrame page="People" title={personName(user)}>
      <Problem problem={problem} />
      <UserFactsList user={user} />
      <p>
        <a
          href={`/app/operator/audit?person=${encodeURIComponent(user.did)}`}
        >
          What this person did, and what was done to them
        </a>
      </p>
      {isSelf
        ? <p class="muted">This is you: somebody else must suspend you.</p>
        : <SuspensionForm url={url} reason={user.suspended} what="person" />}
      <form method="post" action={url}>
        <h2>Wikis</h2>
        <input type="hidden" name="action" value="limits" />
        <Field
          name="maxWikis"
          label="Wikis that this person may own"
          type="number"
          value={user.maxWikis === null ? "" : String(user.maxWikis)}
          hint={`Empty: as everybody, ${props.maxWikis}.`}
        />
        <button type="submit">Save</button>
      </form>
      <form method="post" action={url}>
        <h2>Sessions</h2>
        <input type="hidden" name="action" value="logout" />
        <p>
          {counted(user.sessions, "browser is", "browsers are")}{" "}
          signed in. Tokens stay.
        </p>
        <button type="submit">Sign out everywhere</button>
      </form>
    </OperatorFrame>
  );
}

function UserFactsList({ user }: { user: UserFacts }) {
  return (
    <dl class="facts">
      <dt>DID</dt>
      <dd>{user.did}</dd>
      <dt>Name</dt>
      <dd>{user.name}</dd>
      <dt>User name</dt>
      <dd>{user.username ?? "not chosen"}</dd>
      <dt>Account since</dt>
      <dd>
        <TimeOf at={user.createdAt} form="day" />
      </dd>
      <dt>Last sign-in</dt>
      <dd>
        {user.lastSigninAt === null
          ? "never"
          : <TimeOf at={user.lastSigninAt} />}
      </dd>
      <dt>Owns</dt>
      <dd>
        {user.owned.length === 0 ? "no wiki" : null}
        {user.owned.map(({ slug }) => (
          <>
            <a href={`/app/operator/wikis/${slug}`}>{slug}</a>
            {" "}
          </>
        ))}
      </dd>
      <dt>Member of</dt>
      <dd>
        {user.memberships.length === 0 ? "no wiki" : null}
        {user.memberships.map(({ slug, role }) => (
          <>
            <a href={`/app/operator/wikis/${slug}`}>{slug}</a> ({role}){" "}
          </>
        ))}
      </dd>
    </dl>
  );
}
