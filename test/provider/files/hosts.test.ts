import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../provider/base/clock";
import type { LocalSessionSettings } from "../../support/command-local-session";
import { inNamespace } from "../../support/command-odd-hosts";
import { type FilesHost, makeFile, makeFilesHost } from "../../support/files-host";
import { withLoginShell } from "../../support/tools";
import { BUSYBOX_HOST, bareHost } from "./files-odd-hosts";

let host: FilesHost;
beforeEach(() => {
    host = makeFilesHost();
});
afterEach(() => host.remove());

describe("files on a host", () => {
    it.each<[string, LocalSessionSettings]>([
        ["without tar, with sha256sum", bareHost(["sha256sum"])],
        ["with shasum only", bareHost(["shasum", "perl"])],
        ["with openssl only", bareHost(["openssl"])],
        ["with busybox for its shell and every tool", BUSYBOX_HOST],
        [
            "with /tmp mounted noexec",
            { loginShell: inNamespace("mount --bind /tmp /tmp && mount -o remount,bind,noexec /tmp") },
        ],
        ["with fish as the login shell", withLoginShell("fish")],
        ["with tcsh as the login shell", withLoginShell("tcsh")],
        ["whose start-up file starts another shell", { loginShell: ["/bin/sh", "-c", 'exec bash -l\neval "$0"'] }],
        [
            "whose start-up file waits for a choice",
            { loginShell: ["/bin/sh", "-c", 'echo "1) shell"; read -r choice\neval "$0"'] },
        ],
        [
            "whose login shell prints banners",
            { loginShell: ["/bin/sh", "-c", 'echo Welcome; echo "$0" >&2; eval "$0"'] },
        ],
    ])("%s are put in place, kept and removed", async (_name, session) => {
        const content = "x".repeat(1_500_000);
        const files = [makeFile(host.at("d/a"), content), makeFile(host.at("b"), "")];
        const placed = await host.place(files, [], { session });
        expect(readFileSync(host.at("d/a"), "utf8")).toBe(content);
        expect(readFileSync(host.at("b"), "utf8")).toBe("");
        const again = host.sent.length;
        await host.place(files, placed, { session });
        expect(host.sent.slice(again).join("")).not.toContain("eic_write '");
        const leaving = placed.map((item) => ({ ...item, onDelete: "remove" as const }));
        await host.place([], leaving, { session });
        expect(readdirSync(host.at())).toEqual([]);
    });

    it("without any tool for SHA-256 are not sent, and the error says what is missing", async () => {
        const place = host.place([makeFile(host.at("a"), "x")], [], { session: bareHost([]) });
        const message = await place.catch((error: Error) => error.message);
        expect(message).toContain("FILE_TOOLS_MISSING");
        expect(message).toContain("sha256sum");
        expect(message).toContain("Install coreutils");
    });

    it("whose login shell runs nothing are not sent, and the error has its words", async () => {
        const session = { loginShell: ["/bin/sh", "-c", "echo This account is not available.; exit 1"] };
        const message = await host
            .place([makeFile(host.at("a"), "x")], [], { session, clock: { ...systemClock, sleep: async () => {} } })
            .catch(String);
        expect(message).toContain("without running /bin/sh: This account is not available.");
        expect(message).toContain("Give the OS user a login shell in place of nologin");
        expect(message).toContain("The command did not run.");
    });

    it.each([
        ["is full", "mount -t tmpfs -o size=1M tmpfs", "FILE_NO_SPACE", "the disk of the instance is full"],
        ["is read-only", "mount -t tmpfs -o ro tmpfs", "FILE_READ_ONLY", "mounted read-only"],
    ])("whose disk %s fail with the path and the way out, and leave nothing", async (_name, mount, code, cause) => {
        const session = { loginShell: inNamespace(`${mount} ${host.at()}`) };
        const place = host.place([makeFile(host.at("a"), "x".repeat(3_000_000))], [], { session });
        const message = await place.catch((error: Error) => error.message);
        expect(message).toContain(code);
        expect(message).toContain(cause);
        expect(message).toContain(host.at("a"));
        expect(message).toContain("The command did not run.");
        expect(existsSync(host.at("a"))).toBe(false);
    });

    it("with an owner that the host does not have say so", async () => {
        const file = makeFile(host.at("a"), "x", { owner: "nobody-of-that-name" });
        await expect(host.place([file])).rejects.toThrow("FILE_OWNER_UNKNOWN");
        expect(readdirSync(host.at())).toEqual([]);
    });

    it("are kept apart if the host can't hash one of them: the next one's hash is not taken for it", async () => {
        const [unread, old, right] = [host.at("a-unread"), host.at("b-old"), host.at("c-right")];
        await host.place([makeFile(unread, "x"), makeFile(old, "old"), makeFile(right, "right")]);
        const tools = join(host.folder, "tools");
        mkdirSync(tools);
        const sum = join(tools, "sha256sum");
        const body = 'for file do case $file in */a-unread) ;; *) /usr/bin/sha256sum "$file";; esac; done';
        writeFileSync(sum, `#!/bin/sh\n${body}\n`);
        chmodSync(sum, 0o755);
        const session = { environment: { HOME: "/", PATH: `${tools}:${process.env.PATH}` } };
        const files = [makeFile(old, "right"), makeFile(right, "right")];
        const keep = (path: string) => ({ path, kind: "file", value: "", onDelete: "keep", made: false }) as const;
        await host.place(files, [keep(unread)], { session });
        expect(readFileSync(old, "utf8")).toBe("right");
    });

    it("end at the deadline when the host is silent", async () => {
        const place = host.place([makeFile(host.at("a"), "x")], [], {
            session: { loginShell: ["/bin/sh", "-c", "exec sleep 5"] },
            limitMs: 300,
        });
        await expect(place).rejects.toThrow("FILE_TIMEOUT");
    });
});
