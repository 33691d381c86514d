/** Who belongs to a wiki, and leaving one. @module */
import { Members, type MembersProps } from "../../http/views/members_parts.tsx";
import { SettingsFrame } from "./settings_view.tsx";
import { WikiLayout, type WikiLayoutProps } from "./wiki_layout.tsx";

type Layout = Omit<WikiLayoutProps, "children" | "title">;

/** The list, with what can be done, and the form for one more. */
export function MembersView(
  { layout, problem, ...rest }:
    & Pick<
      MembersProps,
      "members" | "maxMembers" | "typed"
    >
    & { layout: Layout; problem: string | null },
) {
  return (
    <SettingsFrame layout={layout} screen="members" problem={problem}>
      <Members
        {...rest}
        action="/-/admin/members"
        leaveUrl="/-/leave"
        heading="h2"
      />
    </SettingsFrame>
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
