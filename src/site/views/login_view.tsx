/** The sign-in form. @module */
import { NoticeBox } from "../../http/views/form_parts.tsx";

/** What the form shows. */
export interface LoginViewProps {
  /** What stands in the field. */
  readonly typed: string;
  /** Why the last try came to nothing, without a full stop; `null`: it is the first. */
  readonly problem: string | null;
  /** Where the person wants to go, checked; `null`: nowhere in particular. */
  readonly returnTo: string | null;
  /** The same where it is worth a word. */
  readonly goal: string | null;
  readonly siteName: string;
  /** Whether the service runs on a laptop. */
  readonly isLaptop: boolean;
}

/** The body of the page. */
export function LoginView(props: LoginViewProps) {
  const { typed, problem, returnTo, goal, siteName, isLaptop } = props;
  return (
    <div class="login">
      <h1>Sign in</h1>
      {problem === null ? null : (
        <NoticeBox kind="error">
          <p id="login-problem">{problem}.</p>
        </NoticeBox>
      )}
      <form method="post" action="/auth/login">
        <input type="hidden" name="return_to" value={returnTo ?? ""} />
        <HandleField typed={typed} isWrong={problem !== null} />
        <p class="actions">
          <button type="submit" class="button button-primary">Sign in</button>
        </p>
      </form>
      <p>
        You go to your own server, which asks for your password and tells{" "}
        {siteName} who you are, and nothing else.
      </p>
      <form method="post" action="/auth/login" class="login-new">
        <input type="hidden" name="return_to" value={returnTo ?? ""} />
        <p>
          No account yet?{" "}
          <button type="submit" name="create" value="1" class="button-link">
            Create an account at Bluesky
          </button>
        </p>
      </form>
      {goal === null ? null : (
        <p class="muted login-goal">
          You were going to <code>{goal}</code>
        </p>
      )}
      {isLaptop ? <LaptopHint /> : null}
    </div>
  );
}

function HandleField(props: { typed: string; isWrong: boolean }) {
  const told = props.isWrong ? "login-problem handle-hint" : "handle-hint";
  return (
    <div class="field">
      <label for="handle">Your Bluesky or ATProto handle</label>
      <input
        id="handle"
        name="handle"
        type="text"
        value={props.typed}
        placeholder="alice.bsky.social"
        autocomplete="username"
        autocapitalize="none"
        autocorrect="off"
        spellcheck={false}
        inputmode="email"
        dir="ltr"
        required
        autofocus
        aria-invalid={props.isWrong ? true : undefined}
        aria-describedby={told}
      />
      <p class="field-hint" id="handle-hint">
        Such as <code>alice.bsky.social</code>, or just <code>alice</code>{" "}
        there. A DID or the address of your server will do too.
      </p>
    </div>
  );
}

/** Signing in needs the network; on the train there is another way. */
function LaptopHint() {
  return (
    <p class="muted login-laptop">
      This service runs on this machine.{" "}
      <code>robot user signin-link &lt;handle&gt;</code>{" "}
      prints a link that signs you in without any server.
    </p>
  );
}
