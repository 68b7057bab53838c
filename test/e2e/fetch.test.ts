import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import type { InstanceConnectCommandArgs } from "../../sdk";
import { InstanceConnectCommand } from "./engine";
import { useScene } from "./scene";

const scene = useScene();
const { home } = scene;

function program(args: Partial<InstanceConnectCommandArgs>) {
    return async () => {
        const command = new InstanceConnectCommand("command", { instanceId: scene.instance.instanceId, ...args });
        const { outcome, fetched, secrets, values } = command;
        return { outcome, fetched, secrets, values };
    };
}

const count = "echo x >>~/runs";

describe("fetch", () => {
    test("gives what the script left, each in its place, and refresh records what is there later", async () => {
        const create = `${count}; printf 'köln\\n' >~/city; printf '\\377\\000' >~/bytes; echo hidden-token >~/token`;
        const args = {
            create,
            fetch: {
                city: { path: home("city"), secret: false },
                bytes: { path: home("bytes"), encoding: "base64", secret: false },
                token: { path: home("token") },
                none: { path: home("none"), optional: true },
            },
        } satisfies Partial<InstanceConnectCommandArgs>;
        const stack = await scene.makeStack(program(args));
        const first = await stack.up();
        expect(first.failure).toBeUndefined();
        expect(first.outputs).toMatchObject({
            fetched: { value: { city: "köln\n", bytes: "/wA=" }, secret: false },
            secrets: { value: { values: {}, fetched: { token: "hidden-token\n" } }, secret: true },
        });
        expect(first.output).not.toContain("hidden-token");
        expect((await stack.up()).changes).toEqual({ same: 1 });
        writeFileSync(home("city"), "bonn\n");
        expect((await stack.refresh()).failure).toBeUndefined();
        const after = await stack.up();
        expect([after.changes, after.outputs.fetched?.value]).toEqual([{ same: 1 }, { city: "bonn\n", bytes: "/wA=" }]);
        // Read again without the script.
        const { token, ...others } = args.fetch;
        const changed = await stack.up(program({ ...args, fetch: { ...others, token: { ...token, secret: false } } }));
        expect(changed.failure).toBeUndefined();
        expect(changed.output).toContain("only `fetch` is done again");
        expect(changed.outputs.fetched?.value).toMatchObject({ token: "hidden-token\n" });
        expect((await stack.resource()).outputs).toMatchObject({ __runCount: 1 });
        expect((await stack.up(program({ create }))).outputs).toMatchObject({
            fetched: { value: {} },
            secrets: { value: { values: {}, fetched: {} } },
        });
    });

    test("works without a script", async () => {
        writeFileSync(home("fact"), "there\n");
        const stack = await scene.makeStack(program({ fetch: { fact: { path: home("fact"), secret: false } } }));
        const { failure, outputs } = await stack.up();
        expect(failure).toBeUndefined();
        expect(outputs).toMatchObject({ outcome: { value: "none" }, fetched: { value: { fact: "there\n" } } });
        expect((await stack.destroy()).failure).toBeUndefined();
    });

    test("that fails says which and why, and only it is repeated", async () => {
        mkdirSync(home("folder"));
        writeFileSync(home("large"), "x".repeat(2000));
        writeFileSync(home("binary"), Buffer.from([0xff, 0xfe]));
        const stack = await scene.makeStack(program({ create: count, fetch: { gone: { path: home("gone") } } }));
        const { failure } = await stack.up();
        expect(failure).toContain(`Could not read ${home("gone")} on the instance: it is not there.`);
        expect(failure).toContain("fetch.gone");
        expect(failure).toMatch(/The command ran\. .* Code: FILE_REMOTE_MISSING/);
        expect((await stack.resource()).outputs).toMatchObject({ __succeeded: true, __unfinishedStep: "fetch" });
        const other = async (file: InstanceConnectCommandArgs["fetch"]) =>
            (await stack.up(program({ create: count, ...(file && { fetch: file }) }))).failure;
        expect(await other({ folder: { path: home("folder") } })).toContain("FILE_REMOTE_SPECIAL");
        expect(await other({ large: { path: home("large"), maxSize: "1KiB" } })).toContain("FILE_REMOTE_TOO_LARGE");
        expect(await other({ binary: { path: home("binary") } })).toContain('encoding: "base64"');
        writeFileSync(home("gone"), "back\n");
        const back = await stack.up(program({ create: count, fetch: { gone: { path: home("gone"), secret: false } } }));
        expect([back.failure, back.outputs.fetched?.value]).toEqual([undefined, { gone: "back\n" }]);
        expect((await stack.resource()).outputs).toMatchObject({ __runCount: 1 });
        expect((await stack.resource()).outputs).not.toHaveProperty("__unfinishedStep");
        rmSync(home("gone"));
        const seen = await stack.refresh();
        expect(seen.failure).toBeUndefined();
        expect(seen.output).toContain("State stays as it is.");
        expect((await stack.resource()).outputs).toMatchObject({ fetched: { gone: "back\n" } });
    });

    test("takes at most 8 MiB together", async () => {
        writeFileSync(home("four"), Buffer.alloc(4 * 1024 * 1024, "y"));
        writeFileSync(home("one"), "z");
        const four = { path: home("four"), maxSize: "4MiB", encoding: "base64" } as const;
        const stack = await scene.makeStack(program({ fetch: { a: four, b: four } }));
        const { failure, outputs } = await stack.up();
        expect(failure).toBeUndefined();
        const { fetched } = (outputs.secrets?.value ?? {}) as { fetched?: Record<string, string> };
        expect(Buffer.from(fetched?.b ?? "", "base64").length).toBe(4 * 1024 * 1024);
        const more = await stack.up(program({ fetch: { a: four, b: four, c: { path: home("one") } } }));
        expect(more.failure).toContain("the files of fetch together have more than 8 MiB");
        // A failure has no room for them; it is told all the same, and the next up reads them again.
        const failing = { create: "echo evidence; exit 3", fetch: { a: four, b: four } };
        expect((await stack.up(program(failing))).failure).toContain("CMD_EXIT");
        expect((await stack.resource()).outputs).toMatchObject({ stdout: "evidence", __succeeded: false });
        const again = await stack.up(program({ ...failing, create: "true" }));
        expect([again.failure, Object.keys(again.outputs.secrets?.value as object)]).toEqual([
            undefined,
            ["fetched", "values"],
        ]);
    });
});

describe("fetch on a host with other users", () => {
    const app = useScene({ kind: "openssh", osUsers: ["ec2-user", "app"] });
    const appHome = (...names: string[]) => [app.instance.homeOf("app"), ...names].join("/");

    const asRoot =
        (path: string, more: Partial<InstanceConnectCommandArgs> = {}) =>
        async () => {
            const { instanceId } = app.instance;
            const fetch = { out: { path, secret: false } };
            const { fetched } = new InstanceConnectCommand("command", { instanceId, runAs: "root", fetch, ...more });
            return { fetched };
        };

    test("reads as root only what no other user can exchange, and the rest as its owner", async () => {
        writeFileSync(appHome("own"), "of app\n");
        symlinkSync("/etc/shadow", appHome("out"));
        const stack = await app.makeStack(asRoot("/etc/shadow", { fetch: { out: { path: "/etc/shadow" } } }));
        const { failure, outputs } = await stack.up();
        expect([failure, outputs.fetched?.value]).toEqual([undefined, {}]);
        const refused = await stack.up(asRoot("/home/app/out"));
        expect(refused.failure).toContain("Could not read /home/app/out on the instance: the user is not allowed to.");
        expect(refused.failure).toContain("FILE_REMOTE_UNREADABLE");
        expect((await stack.up(asRoot("/home/app/own"))).outputs.fetched?.value).toEqual({ out: "of app\n" });
        // A link of root's own is followed, a directory of others on its way is not.
        const links = "ln -sfn /etc/shadow /etc/eic-link; ln -sfn /home/app/out /etc/eic-through";
        const mounts = "mkdir -p /run/etc; chmod 755 /run/etc; mount --bind /run/etc /mnt 2>/dev/null || true";
        const made = { create: `${mounts}; cd /mnt && ${links.replaceAll("/etc/eic", "/mnt/eic")}` };
        expect((await stack.up(asRoot("/home/app/own", made))).failure).toBeUndefined();
        const good = await stack.up(asRoot("/mnt/eic-link", { ...made, fetch: { out: { path: "/mnt/eic-link" } } }));
        expect(good.failure).toBeUndefined();
        expect((await stack.up(asRoot("/mnt/eic-through", made))).failure).toContain("FILE_REMOTE_UNREADABLE");
    });

    test("in a sticky directory belongs to who can exchange it", async () => {
        const create = `sudo -n -u app sh -c 'echo shared >/tmp/of-app; ln -sfn /etc/shadow /tmp/link'`;
        const stack = await app.makeStack(asRoot("/tmp/of-app", { create }));
        const { failure, outputs } = await stack.up();
        expect([failure, outputs.fetched?.value]).toEqual([undefined, { out: "shared\n" }]);
        const refused = await stack.up(asRoot("/tmp/link", { create }));
        expect(refused.failure).toMatch(/FILE_REMOTE_UNREADABLE|FILE_UNSAFE_DIRECTORY/);
        // What root owns there may have been linked by anybody if it has another name elsewhere.
        const linked = { create: "echo of-root >/tmp/one; ln -f /tmp/one /tmp/two" };
        expect((await stack.up(asRoot("/tmp/two", linked))).failure).toContain("FILE_UNSAFE_DIRECTORY");
        const single = await stack.up(
            asRoot("/tmp/one", { create: "rm -f /tmp/one /tmp/two; echo of-root >/tmp/one" }),
        );
        expect([single.failure, single.outputs.fetched?.value]).toEqual([undefined, { out: "of-root\n" }]);
    });

    test("is read as the user that runs the script", async () => {
        writeFileSync(appHome("private"), "of app alone\n", { mode: 0o600 });
        const create = "umask 077; echo mine >~/mine; chmod 700 ~";
        const of = (path: string) => asRoot(path, { create, runAs: "app" });
        const stack = await app.makeStack(of("/home/app/mine"));
        const { failure, outputs } = await stack.up();
        expect([failure, outputs.fetched?.value]).toEqual([undefined, { out: "mine\n" }]);
        expect((await stack.up(of("/etc/shadow"))).failure).toContain("FILE_REMOTE_UNREADABLE");
    });
});

test("a secret path is in no error", async () => {
    const path = home("a-secret-name");
    const stack = await scene.makeStack(program({ create: count, fetch: { out: { path: pulumi.secret(path) } } }));
    const { failure, output } = await stack.up();
    expect(failure).toContain("FILE_REMOTE_MISSING");
    expect(output).not.toContain("a-secret-name");
});
