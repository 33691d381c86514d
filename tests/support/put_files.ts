/** Files as a push brings them: no rule of names or texts applies. @module */
import type { World } from "./world.ts";

/** Commits files as they are; `null` removes one. */
export async function putFiles(
  world: World,
  files: Readonly<Record<string, string | null>>,
  { slug = "garden", message = "Put files" } = {},
): Promise<string> {
  const { wiki } = world.visit(slug, world.alice);
  const person = { name: "Pushed", email: "pushed@example.org" };
  const encoder = new TextEncoder();
  return await wiki.repo.turn(async (turn) => {
    const commit = await turn.write({
      files: new Map(
        Object.entries(files).map(([path, content]) =>
          [path, content === null ? null : encoder.encode(content)] as const
        ),
      ),
      author: person,
      committer: person,
      message,
      at: new Date("2026-11-20T12:00:00Z"),
    });
    await turn.publish(commit);
    return commit;
  });
}

/** Every file at the head that is text, by path. */
export function filesOf(
  world: World,
  slug = "garden",
): Record<string, string> {
  const { wiki } = world.visit(slug, world.alice);
  const head = wiki.repo.head();
  const files = head === null ? [] : wiki.repo.listFiles(head);
  const decoder = new TextDecoder();
  return Object.fromEntries(
    files.filter(({ mode }) => mode.startsWith("100")).map(({ path, oid }) =>
      [path, decoder.decode(wiki.repo.readBlob(oid))] as const
    ),
  );
}
