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

/** For who is signed in already. */
export function SignedInPage(props: { name: string; returnTo: string }) {
  return (
    <>
      <h1>You are signed in</h1>
      <p>You are signed in as {props.name}.</p>
      <p class="actions">
        <a class="button button-primary" href={props.returnTo}>Continue</a>
        <a href="/auth/logout">Sign out</a>
      </p>
    </>
  );
}

/** A button that signs out. */
export function LogoutPage(props: { name: string | null; returnTo: string }) {
  return (
    <>
      <h1>Sign out</h1>
      {props.name === null ? <p>Nobody is signed in here.</p> : (
        <p>
          You are signed in as {props.name}, on this site and on its wikis.
        </p>
      )}
      <form method="post" action="/auth/logout">
        <input type="hidden" name="return_to" value={props.returnTo} />
        <button type="submit" class="button button-primary">Sign out</button>
      </form>
    </>
  );
}
