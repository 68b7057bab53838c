import { describe, expect, it } from "vitest";
import { argumentRows, checkInputs } from "../../../provider/inputs";
import { HOST_KEY_LINE } from "./values";

const failuresOf = (args: Record<string, unknown>) =>
    checkInputs({ instanceId: "i-0123456789abcdef0", create: "true", ...args });

const accepts = (args: Record<string, unknown>) => failuresOf(args).length === 0;
const acceptsConnection = (connection: Record<string, unknown>) => accepts({ connection });
const adviceOn = (args: Record<string, unknown>) => failuresOf(args)[0]?.reason ?? "";

/** Checks a value as the table does, also of an argument that this version refuses as a whole. */
function reasonsOf(name: string, value: unknown): string[] {
    const row = argumentRows.find((candidate) => candidate.name === name);
    return row?.check(value, name, () => false).map(({ reason }) => reason) ?? ["no such row"];
}

describe("an instance id", () => {
    it.each([
        ["i-12345678", true],
        ["i-0123456789abcdef0", true],
        [`i-${"a".repeat(30)}`, true],
        [`i-${"a".repeat(31)}`, false],
        ["i-1234567", false],
        ["i-0123456789ABCDEF0", false],
        ["mi-0123456789abcdef0", false],
        ["i-0123456789abcdef0\n", false],
        [" i-0123456789abcdef0", false],
        ["", false],
    ])("%j is accepted (%s)", (instanceId, accepted) => {
        expect(accepts({ instanceId })).toBe(accepted);
    });
});

describe("a script", () => {
    it("has at most 1 MiB, counted in bytes", () => {
        expect(accepts({ create: "x".repeat(1024 * 1024) })).toBe(true);
        expect(adviceOn({ create: "é".repeat(600_000) })).toContain("at most 1048576 bytes");
    });

    it("has no NUL", () => {
        expect(adviceOn({ delete: "echo \0" })).toContain("without NUL");
    });
});

describe("environment variables", () => {
    it("fit, with their name, what Linux takes for one of them", () => {
        const room = 128 * 1024 - "A=".length - 1;
        expect(accepts({ environment: { A: "x".repeat(room) } })).toBe(true);
        expect(adviceOn({ environment: { A: "x".repeat(room + 1) } })).toContain("Linux's limit");
    });

    it("have names that a shell can read", () => {
        for (const name of ["", "1A", "A-B", "A B", "Ä", "A=B", "A\n"]) {
            expect(accepts({ environment: { [name]: "x" } }), name).toBe(false);
        }
        expect(accepts({ environment: { _a: "x", a1: "x", LC_ALL: "C", PATH: "/bin", HOME: "/" } })).toBe(true);
    });

    it("don't have names that a shell gives values of its own, since scripts would not see theirs", () => {
        for (const name of ["_", "IFS", "OPTIND", "PPID", "PWD", "OLDPWD", "SHLVL", "RANDOM", "GROUPS", "LINENO"]) {
            expect(adviceOn({ environment: { [name]: "x" } }), name).toContain(
                "a name that shells do not set themselves",
            );
        }
        expect(adviceOn({ environment: { PWD: "/srv" } })).toContain("workingDirectory");
    });

    it("are strings, which is reported if a number or boolean was given", () => {
        expect(adviceOn({ environment: { PORT: 80 } })).toContain("String(value)");
        expect(adviceOn({ environment: { DEBUG: true } })).toContain("String(value)");
        expect(adviceOn({ environment: ["A=1"] })).toContain("got a list");
        expect(adviceOn({ environment: { A: null } })).toContain("got nothing");
    });
});

describe("an OS user", () => {
    it.each([
        ["ec2-user", true],
        ["_apt", true],
        ["user@domain.example", true],
        ["machine$", true],
        ["1user", true],
        ["1-", true],
        ["12345", false],
        ["1", false],
        ["$user", false],
        ["-user", false],
        ["us$er", false],
        ["two words", false],
        ["a".repeat(32), true],
        ["a".repeat(33), false],
        [`${"1".repeat(31)}a`, true],
        [`${"1".repeat(32)}a`, false],
        ["", false],
    ])("%j is accepted (%s)", (osUser, accepted) => {
        expect(acceptsConnection({ osUser })).toBe(accepted);
    });
});

describe("an address", () => {
    it.each([
        ["10.0.4.7", true],
        ["fd00::1", true],
        ["fe80::1%eth0", true],
        ["host", true],
        ["host.example.com.", true],
        ["host_1.internal", true],
        ["10.0.0.256", false],
        ["10.0.4.7:22", false],
        ["[fd00::1]", false],
        ["ubuntu@host", false],
        ["ssh://host", false],
        ["-host", false],
        ["", false],
        [`${"a".repeat(64)}.com`, false],
    ])("%j is accepted (%s)", (address, accepted) => {
        expect(acceptsConnection({ address })).toBe(accepted);
    });

    it("names the place of what does not belong to it", () => {
        expect(adviceOn({ connection: { address: "host:22" } })).toContain("connection.port");
        expect(adviceOn({ connection: { address: "ubuntu@host" } })).toContain("connection.osUser");
        expect(adviceOn({ connection: { address: "[::1]" } })).toContain("without brackets");
    });
});

describe("numbers", () => {
    it.each([
        [{ connection: { port: 1 } }, true],
        [{ connection: { port: 0 } }, false],
        [{ connection: { port: 65_536 } }, false],
        [{ connection: { port: 22.5 } }, false],
        [{ acceptedExitCodes: [] }, false],
        [{ acceptedExitCodes: [-1] }, false],
        [{ acceptedExitCodes: 0 }, false],
        [{ acceptedExitCodes: [null] }, false],
    ])("%j is accepted (%s)", (args, accepted) => {
        expect(accepts(args)).toBe(accepted);
    });

    it("are distinguished from text", () => {
        expect(adviceOn({ connection: { port: "22" } })).toContain("without quotes");
    });
});

describe("a region", () => {
    it("is distinguished from an availability zone", () => {
        expect(acceptsConnection({ region: "ap-southeast-3" })).toBe(true);
        expect(acceptsConnection({ region: "Ireland" })).toBe(false);
        expect(adviceOn({ connection: { region: "eu-west-1a" } })).toContain("availability zone");
    });
});

describe("host keys", () => {
    it("are required to pin", () => {
        expect(failuresOf({ connection: { hostKeyPolicy: "pinned" } })).toEqual([
            expect.objectContaining({ property: "connection.hostKeys" }),
        ]);
        expect(acceptsConnection({ hostKeyPolicy: "pinned", hostKeys: [] })).toBe(false);
        expect(acceptsConnection({ hostKeyPolicy: "pinned", hostKeys: [HOST_KEY_LINE] })).toBe(true);
        expect(acceptsConnection({ hostKeyPolicy: "off", hostKeys: [] })).toBe(true);
    });

    it("are reported once when they are no list", () => {
        expect(failuresOf({ connection: { hostKeyPolicy: "pinned", hostKeys: HOST_KEY_LINE } })).toHaveLength(1);
    });

    it.each([
        [`host.example.com ${HOST_KEY_LINE}`, "Leave out the host name"],
        [`${HOST_KEY_LINE}\n${HOST_KEY_LINE}`, "an entry of its own"],
        [`256 SHA256:${"A".repeat(43)} root@host (ED25519)`, "Give only the fingerprint"],
        [HOST_KEY_LINE.slice(0, 40), "cut short"],
        ["MD5:16:27:ac:a5:76:28:2d:36:63:1b:56:4d:eb:df:a6:48", "MD5 is too weak"],
    ])("say what is wrong with %j", (hostKey, advice) => {
        expect(adviceOn({ connection: { hostKeys: [hostKey] } })).toContain(advice);
    });
});

describe("a size of output", () => {
    it("is at most 4MiB, in units that say which thousand", () => {
        expect(accepts({ maxOutput: "4096KiB" })).toBe(true);
        expect(accepts({ maxOutput: "4.1MiB" })).toBe(false);
        expect(adviceOn({ maxOutput: "1MB" })).toContain("B, KiB and MiB");
    });
});

describe("arguments that a later version turns on", () => {
    it("check an interpreter", () => {
        expect(reasonsOf("interpreter", ["bash", "-euo", "pipefail"])).toEqual([]);
        expect(reasonsOf("interpreter", [])).toHaveLength(1);
        expect(reasonsOf("interpreter", ["bash", 5, ""])).toHaveLength(2);
        expect(reasonsOf("interpreter", ["bash", "-c"])).toEqual([expect.stringContaining("leave out -c")]);
        expect(reasonsOf("interpreter", ["docker", "exec", "-i", "web", "sh", "-"])).toEqual([]);
        expect(reasonsOf("interpreter", ["-"])).toHaveLength(1);
        expect(reasonsOf("interpreter", "bash")).toEqual([expect.stringContaining('got "bash"')]);
    });

    it("check a working directory and a user", () => {
        expect(reasonsOf("workingDirectory", "/srv/app")).toEqual([]);
        expect(reasonsOf("workingDirectory", "")).toHaveLength(1);
        expect(reasonsOf("workingDirectory", "/a\0")).toHaveLength(1);
        expect(reasonsOf("runAs", "root")).toEqual([]);
        expect(reasonsOf("runAs", "-u")).toHaveLength(1);
        expect(reasonsOf("runAs", "two words")).toHaveLength(1);
    });

    it("check what the others are of", () => {
        expect(reasonsOf("waitForCloudInit", true)).toEqual([]);
        expect(reasonsOf("waitForCloudInit", "20m")).toEqual([]);
        expect(reasonsOf("waitForCloudInit", "20")).toHaveLength(1);
        expect(reasonsOf("creates", "app.conf")).toHaveLength(1);
        expect(reasonsOf("reboot", "now")).toHaveLength(1);
    });
});
