/** The first page after the first sign-in. @module */
import type { User } from "../../db/platform/users.ts";
import { NoticeBox } from "../../http/views/form_parts.tsx";
import { personName } from "../../wiki/person_name.ts";

/** What the page shows. */
export interface WelcomeProps {
  readonly user: User;
  /** What stands in the field. */
  readonly username: string;
  readonly wantsWiki: boolean;
  /** Whether the person may own one more wiki. */
  readonly mayMakeWiki: boolean;
  /** What stands behind the name in the wiki's address: `.robot.wtf`. */
  readonly suffix: string;
  /** Where the person was going, or `null`. */
  readonly goal: string | null;
  readonly problem: string | null;
}

/** The body of `/app/welcome`. */
export function WelcomeView(props: WelcomeProps) {
  const { user, goal, problem } = props;
  return (
    <>
      <h1>Welcome</h1>
      <p>
        You are signed in as{" "}
        <strong>{personName(user)}</strong>. One thing is left to choose.
      </p>
      {problem === null ? null : (
        <NoticeBox kind="error">
          <p id="welcome-problem">{problem}.</p>
        </NoticeBox>
      )}
      <form method="post" action="/app/welcome" class="settings welcome">
        <input type="hidden" name="return_to" value={goal ?? ""} />
        <NameField {...props} />
        {props.mayMakeWiki ? <WikiBox {...props} /> : null}
        <div class="actions">
          <button type="submit" class="button-primary">Continue</button>
          {goal !== null && props.mayMakeWiki
            ? (
              <button type="submit" name="without" value="1">
                Continue without a wiki
              </button>
            )
            : null}
          <a href={goal ?? "/app/"}>Not now</a>
        </div>
        {goal === null ? null : (
          <p class="muted small">
            You were going to <code>{goal}</code>
          </p>
        )}
      </form>
    </>
  );
}

function NameField({ user, username, problem }: WelcomeProps) {
  if (user.username !== null) {
    return (
      <>
        <input type="hidden" name="username" value={user.username} />
        <p>
          Your user name is <strong>{user.username}</strong>.
        </p>
      </>
    );
  }
  const told = problem === null
    ? "field-username-hint"
    : "welcome-problem field-username-hint";
  return (
    <div class="field">
      <label for="field-username">User name</label>
      <input
        id="field-username"
        name="username"
        value={username}
        required
        minlength={3}
        maxlength={30}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        dir="ltr"
        aria-invalid={problem === null ? undefined : true}
        aria-describedby={told}
        autofocus={problem !== null}
        data-username
      />
      <p class="field-hint" id="field-username-hint">
        3 to 30 lower-case letters, digits and hyphens. It cannot be changed
        later. Your handle may change, this name stays.
      </p>
    </div>
  );
}

function WikiBox({ username, suffix, wantsWiki }: WelcomeProps) {
  const shown = username === "" ? "name" : username;
  return (
    <div class="field">
      <label class="choice">
        <input
          type="checkbox"
          name="wiki"
          value="yes"
          checked={wantsWiki}
          aria-describedby="wiki-hint"
        />
        <span>
          Create my wiki at{" "}
          <strong class="welcome-address">
            <bdi data-username-shown>{shown}</bdi>
            {suffix}
          </strong>
        </span>
      </label>
      <p class="field-hint" id="wiki-hint">
        It is private until you open it, and begins with a few pages that say
        how things work. You can also make one later.
      </p>
    </div>
  );
}
