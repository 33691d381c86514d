/** Pages around signing in and out. @module */

/** The page behind a sign-in link: a button, because scanners fetch links but press no buttons. */
export function SigninLinkPage(props: { secret: string; returnTo: string }) {
  return (
    <>
      <h1>Sign in</h1>
      <p>This link signs you in once. Press the button if you asked for it.</p>
      <form method="post" action="/auth/link">
        <input type="hidden" name="secret" value={props.secret} />
        <input type="hidden" name="return_to" value={props.returnTo} />
        <button type="submit" class="button button-primary">Sign in</button>
      </form>
    </>
  );
}

/** A sign-in link that does not work, or has lost its secret on the way. */
export function SigninLinkFailed(props: { reason: string }) {
  return (
    <>
      <h1>This link does not sign you in</h1>
      <p>{props.reason}.</p>
      <p>Ask the operator for a new one; each works once, for 15 minutes.</p>
    </>
  );
}

/** How to sign in; `returnTo`: where the person wanted to go. */
export function LoginPage(props: { returnTo: string | null }) {
  return (
    <>
      <h1>Sign in</h1>
      <p>
        Signing in works by a link that the operator of this service gives you.
        Open it in this browser, and you come back to where you were going.
      </p>
      {props.returnTo === null ? null : (
        <p class="muted">
          You were going to <code>{props.returnTo}</code>
        </p>
      )}
      <p>
        If you run this service yourself, this command prints such a link:{" "}
        <code>robot user signin-link &lt;handle&gt;</code>
      </p>
    </>
  );
}

/** For who is signed in already. */
export function SignedInPage(props: { handle: string; returnTo: string }) {
  return (
    <>
      <h1>You are signed in</h1>
      <p>You are signed in as @{props.handle}.</p>
      <p class="actions">
        <a class="button button-primary" href={props.returnTo}>Continue</a>
        <a href="/auth/logout">Sign out</a>
      </p>
    </>
  );
}

/** A button that signs out. */
export function LogoutPage(props: { handle: string | null; returnTo: string }) {
  return (
    <>
      <h1>Sign out</h1>
      {props.handle === null ? <p>Nobody is signed in here.</p> : (
        <p>
          You are signed in as @{props.handle}, on this site and on its wikis.
        </p>
      )}
      <form method="post" action="/auth/logout">
        <input type="hidden" name="return_to" value={props.returnTo} />
        <button type="submit" class="button button-primary">Sign out</button>
      </form>
    </>
  );
}
