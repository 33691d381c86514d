import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { readBundleHead } from "../../src/git/bundle.ts";
import { importHistory } from "../../src/git/import_history.ts";
import { assertHealthy, temporaryRepository } from "../support/git_program.ts";
import { madeUpCommits } from "../support/long_history.ts";
import { RealRepository } from "../support/real_repository.ts";

/** A repository of the real git with a branch, another one, and tags. */
async function source(): Promise<RealRepository> {
  const real = await RealRepository.create();
  const oids = await real.commitAll(madeUpCommits({ pages: 10, commits: 40 }));
  await real.git([
    "-c",
    "user.name=G",
    "-c",
    "user.email=g@example.org",
    "tag",
    "-a",
    "-m",
    "One",
    "v1",
    oids[20]!,
  ]);
  await real.git(["update-ref", "refs/heads/old", oids[10]!]);
  return real;
}

Deno.test("importHistory unpacks a bundle that git wrote: the branch of HEAD, and its tags", async () => {
  await using real = await source();
  for (const version of [2, 3]) {
    const file = `${real.folder}/all-${version}.bundle`;
    await real.git([
      "bundle",
      "create",
      "-q",
      `--version=${version}`,
      file,
      "--all",
    ]);
    using target = temporaryRepository();

    const { branch, commits, tags } = await importHistory(file, target.repo);

    assert.deepEqual({ branch, commits, tags }, {
      branch: "refs/heads/main",
      commits: 40,
      tags: ["refs/tags/v1"],
    });
    assert.equal(
      target.repo.head(),
      (await real.git(["rev-parse", "main"])).trim(),
    );
    assertHealthy(target.dir);
    assert.deepEqual(
      [...Deno.readDirSync(`${target.dir}/objects`)].filter(({ name }) =>
        name.startsWith("incoming")
      ),
      [],
    );
  }
});

Deno.test("readBundleHead refuses a bundle that holds a part only, and what is no bundle", async () => {
  await using real = await source();
  const part = `${real.folder}/part.bundle`;
  await real.git(["bundle", "create", "-q", part, "main~5..main"]);
  assert.throws(() => readBundleHead(part), {
    code: "invalid",
    message: /only a part/,
  });

  const other: Record<string, string> = {
    "filtered.bundle":
      "# v3 git bundle\n@object-format=sha1\n@filter=blob:none\n\nPACK",
    "sha256.bundle": "# v3 git bundle\n@object-format=sha256\n\nPACK",
    "empty.bundle": "",
    "endless.bundle": "# v2 git bundle\n" + "x".repeat(100_000),
    "odd.bundle": "# v2 git bundle\nnonsense\n\nPACK",
  };
  for (const [name, text] of Object.entries(other)) {
    Deno.writeTextFileSync(`${real.folder}/${name}`, text);
    assert.throws(() => readBundleHead(`${real.folder}/${name}`), {
      code: "invalid",
    }, name);
  }
});

Deno.test("importHistory refuses a bundle that was cut short or changed, and leaves no trace", async () => {
  await using real = await source();
  const file = `${real.folder}/all.bundle`;
  await real.git(["bundle", "create", "-q", file, "--all"]);
  const whole = Deno.readFileSync(file);
  const changed = whole.slice();
  changed[whole.length >> 1]! ^= 1;
  for (
    const bytes of [
      whole.subarray(0, whole.length - 1),
      whole.subarray(0, whole.length >> 1),
      changed,
    ]
  ) {
    Deno.writeFileSync(file, bytes);
    using target = temporaryRepository();

    await assert.rejects(importHistory(file, target.repo), { code: "invalid" });

    assert.equal(target.repo.head(), null);
    assert.deepEqual([...Deno.readDirSync(`${target.dir}/objects/pack`)], []);
  }
});

Deno.test("importHistory refuses a bundle whose refs lead to objects that are not in it", async () => {
  await using real = await source();
  const file = `${real.folder}/old.bundle`;
  await real.git(["bundle", "create", "-q", file, "old"]);
  const head = (await real.git(["rev-parse", "main"])).trim();
  const text = Buffer.from(Deno.readFileSync(file)).toString("latin1");
  const lying = text.replace(
    /^[0-9a-f]{40} refs\/heads\/old/m,
    `${head} refs/heads/old`,
  );
  Deno.writeFileSync(
    file,
    Buffer.from(lying, "latin1"),
  );
  using target = temporaryRepository();

  await assert.rejects(importHistory(file, target.repo), {
    code: "invalid",
    message: new RegExp(head),
  });
});
