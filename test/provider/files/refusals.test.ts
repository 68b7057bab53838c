import { describe, expect, it } from "vitest";
import { isProviderError, type ProviderError } from "../../../provider/base/error";
import { cannotAct, directoryRefused, exchanged, unsafeDirectory } from "../../../provider/files/refusals";

const NO = "sudo: a password is required";

/** Summary and remedies, as an error prints them. */
const textOf = (error: ProviderError) => error.message;

describe("a directory that the user may not write, without a way to become root,", () => {
    it.each([
        ["root's", { userId: "0", mode: 0o755 }, "only by root", "as a member of its group"],
        ["a group's", { userId: "0", mode: 0o775 }, "can't be replaced", "as a member of its group"],
        ["somebody else's", { userId: "7", mode: 0o755 }, "can't be replaced", "as a member of its group"],
        ["open and sticky", { userId: "0", mode: 0o1777 }, "is sticky", "may replace only what ec2-user owns"],
    ])("%s: is named with what to do", (_whose, facts, why, remedy) => {
        const error = directoryRefused("/srv/d/a", "/srv/d", "ec2-user", NO, facts);
        expect(error.failure).toMatchObject({ code: "FILE_SUDO_REFUSED", commandRan: "did-not-run", details: NO });
        for (const part of ["/srv/d/a", "ec2-user", why, remedy]) {
            expect(textOf(error)).toContain(part);
        }
    });
});

describe("a directory in which somebody else could lead root elsewhere", () => {
    it.each([
        ["root's, open to others", { userId: "0", name: "root" }, undefined, ["chmod go-w /srv/d", "chmod +t /srv/d"]],
        ["a link of root's", { userId: "0", name: "LINK" }, undefined, ["/srv/d is a link"]],
        ["a mount of root's", { userId: "0", name: "MOUNT" }, undefined, ["/srv/d is mounted"]],
        ["exchanged meanwhile", { userId: "7", name: "GONE" }, undefined, ["/srv/d was replaced"]],
        ["a user's", { userId: "7", name: "app" }, undefined, ["as app, not as root", "give /srv/d to root"]],
        ["a user's who has no name", { userId: "7", name: "" }, undefined, ["user 7"]],
        ["a user's whom nobody knows", { userId: "7", name: "UNKNOWN" }, undefined, ["user 7"]],
        ["a user's, for another", { userId: "7", name: "app" }, { owner: "root" }, ["owner root", "Leave out owner"]],
        [
            "a user's, for another and a group",
            { userId: "7", name: "app" },
            { owner: "root", group: "adm" },
            ["owner root and group adm"],
        ],
    ])("%s: is named with what to do", (_whose, keeper, wish, parts) => {
        const error = unsafeDirectory("/srv/d/a", { path: "/srv/d", ...keeper }, wish);
        expect(error.failure).toMatchObject({ code: "FILE_UNSAFE_DIRECTORY", commandRan: "did-not-run" });
        for (const part of ["/srv/d/a", ...parts]) {
            expect(textOf(error)).toContain(part);
        }
    });

    it("does not advise leaving out an owner if none is named", () => {
        const error = unsafeDirectory("/srv/d/a", { path: "/srv/d", userId: "7", name: "app" });
        expect(textOf(error)).not.toContain("Leave out owner");
    });
});

it("a stage that was exchanged, and a host that lacks the tools, have codes of their own", () => {
    expect(exchanged("/srv/d/a").failure.code).toBe("FILE_UNSAFE_DIRECTORY");
    const error = cannotAct("/home/app/a", "app", "no setpriv");
    expect(isProviderError(error) && error.failure).toMatchObject({
        code: "FILE_TOOLS_MISSING",
        details: "no setpriv",
    });
});
