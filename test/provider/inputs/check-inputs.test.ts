import { describe, expect, it } from "vitest";
import { argumentRows, checkInputs, connectionRows, isUnknown } from "../../../provider/inputs";
import fc from "../../support/property";
import { HOST_KEY_LINE, UNKNOWN } from "./values";

const GIVEN = { instanceId: "i-0123456789abcdef0", create: "true" };

/** The failures of arguments beside the required ones, as `path: reason`. */
const failuresOf = (args: Record<string, unknown>, secretPaths: readonly string[] | undefined = []) =>
    checkInputs({ ...GIVEN, ...args }, { secretPaths }).map(({ property, reason }) => `${property}: ${reason}`);

const pathsOf = (args: Record<string, unknown>) => checkInputs({ ...GIVEN, ...args }).map(({ property }) => property);

describe("the check of arguments", () => {
    it("accepts every argument as the documentation gives it", () => {
        const failures = failuresOf({
            update: "",
            delete: "false",
            environment: { APP_MODE: "production", _x9: "" },
            stdin: "a\r\nb",
            triggers: [1, "two", null, { three: [] }],
            acceptedExitCodes: [0, 255],
            commandTimeout: "1h30m",
            maxOutput: "4MiB",
            logging: "none",
            addPreviousOutputInEnv: false,
            connection: {
                osUser: "ec2-user",
                route: "ipv6",
                address: "fe80::1%eth0",
                port: 65_535,
                region: "us-gov-west-1",
                profile: "my profile",
                hostKeyPolicy: "pinned",
                hostKeys: [HOST_KEY_LINE, `SHA256:${"A".repeat(43)}`],
                connectTimeout: "500ms",
            },
        });
        expect(failures).toEqual([]);
    });

    it("reports every failure at once, each at its property path in the program", () => {
        const paths = checkInputs({
            instanceId: "web-1",
            create: 5,
            environment: { "1ST": "a", OK: "b", COUNT: 3 },
            stdin: [],
            triggers: {},
            acceptedExitCodes: [0, 256],
            commandTimeout: "90",
            maxOutput: "5MiB",
            logging: "all",
            addPreviousOutputInEnv: "yes",
            connection: { osUser: "123", port: "22", hostKeys: [HOST_KEY_LINE, "nonsense"], hostkeys: [] },
        }).map(({ property }) => property);
        expect(paths).toEqual([
            "instanceId",
            "create",
            'environment["1ST"]',
            "environment.COUNT",
            "stdin",
            "triggers",
            "acceptedExitCodes[1]",
            "commandTimeout",
            "maxOutput",
            "logging",
            "addPreviousOutputInEnv",
            "connection.osUser",
            "connection.port",
            "connection.hostKeys[1]",
            "connection.hostkeys",
        ]);
    });

    it("says in one line what was expected, gives an example, and what came", () => {
        expect(failuresOf({ instanceId: "web-1" })).toEqual([
            'instanceId: expected the ID of an EC2 instance, such as "i-0123456789abcdef0"; got "web-1".',
        ]);
        expect(failuresOf({ commandTimeout: "90" })).toEqual([
            'commandTimeout: expected a duration of more than 0, such as "90s", "5m" or "1h30m"; got "90". ' +
                'Name the unit: ms, s, m or h, as in "30s".',
        ]);
        expect(failuresOf({ logging: "all" })).toEqual([
            'logging: expected one of "stdout", "stderr", "stdoutAndStderr", "none"; got "all".',
        ]);
    });

    it("requires an instance and something to do", () => {
        expect(checkInputs({}).map(({ property }) => property)).toEqual(["instanceId", "create"]);
        expect(checkInputs({ instanceId: null, create: " \n" }).map(({ property }) => property)).toEqual([
            "instanceId",
            "create",
        ]);
        expect(pathsOf({ create: UNKNOWN, instanceId: UNKNOWN })).toEqual([]);
    });

    it("takes null for an argument that is not given", () => {
        expect(pathsOf(Object.fromEntries(argumentRows.map(({ name }) => [name, null])))).toEqual([
            "instanceId",
            "create",
        ]);
    });

    it("refuses NUL in stdin, and shows nothing of it", () => {
        const [failure, ...others] = failuresOf({ stdin: "a secret\0" });
        expect([failure, others]).toEqual([
            expect.stringMatching(/^stdin: expected a string without NUL characters.*Put binary data in files/),
            [],
        ]);
        expect(failure).not.toContain("a secret");
    });

    it("points out a working directory that only a shell would expand", () => {
        for (const workingDirectory of ["$HOME/app", `\${HOME}`, "~ubuntu/app"]) {
            expect(failuresOf({ workingDirectory })).toEqual([expect.stringContaining("begin with ~/")]);
        }
        for (const workingDirectory of ["/srv/$x", "app", "~", "~/app", "./$a"]) {
            expect(pathsOf({ workingDirectory })).toEqual([]);
        }
    });

    it("points out a PATH that only a shell would expand", () => {
        for (const PATH of ["/opt/bin:$PATH", `\${PATH}:/opt/bin`, "~/bin:/bin", "/bin:~ubuntu/bin"]) {
            expect(pathsOf({ environment: { PATH } })).toEqual(["environment.PATH"]);
        }
        expect(pathsOf({ environment: { PATH: "/opt/a~b/bin:/bin", OTHER: "~/a:$PATH" } })).toEqual([]);
    });

    it("refuses an environment that no host starts a program with", () => {
        const environment = (count: number) =>
            Object.fromEntries(Array.from({ length: count }, (_, index) => [`V${index}`, "x".repeat(100_000)]));
        expect(pathsOf({ environment: environment(20) })).toEqual([]);
        expect(failuresOf({ environment: environment(21) })).toEqual([
            expect.stringContaining("environment: expected at most 2097152 bytes in all variables together"),
        ]);
    });

    it("refuses stdin beside an interpreter that reads the script from it", () => {
        const interpreter = ["psql", "-f", "-"];
        expect(pathsOf({ interpreter, stdin: "text" })).toEqual(["stdin"]);
        expect(pathsOf({ interpreter, stdin: "" })).toEqual([]);
        expect(pathsOf({ interpreter, stdin: UNKNOWN })).toEqual([]);
        expect(pathsOf({ interpreter: ["psql", "-f"], stdin: "text" })).toEqual([]);
    });

    it("lets unknown values pass at any depth", () => {
        expect(checkInputs(Object.fromEntries(argumentRows.map(({ name }) => [name, UNKNOWN])))).toEqual([]);
        expect(pathsOf({ connection: Object.fromEntries(connectionRows.map(({ name }) => [name, UNKNOWN])) })).toEqual(
            [],
        );
        expect(
            pathsOf({
                environment: { A: UNKNOWN },
                acceptedExitCodes: [UNKNOWN, 1],
                triggers: [[UNKNOWN]],
                connection: { hostKeyPolicy: "pinned", hostKeys: [UNKNOWN] },
                __secretPaths: UNKNOWN,
            }),
        ).toEqual([]);
        expect(isUnknown(UNKNOWN)).toBe(true);
    });

    it("never takes a hidden input for a mistake", () => {
        expect(pathsOf({ __urn: 5, __provider: "text", __customTimeouts: UNKNOWN, __new: {} })).toEqual([]);
        expect(pathsOf({ connection: { __pulumi: "x" } })).toEqual([]);
    });

    it("never throws, whatever it is given, and answers with lines", () => {
        const names = argumentRows.map(({ name }) => name);
        const anyArguments = fc.dictionary(
            fc.oneof(fc.constantFrom(...names, "__secretPaths"), fc.string()),
            fc.anything(),
        );
        fc.assert(
            fc.property(anyArguments, fc.anything(), (args, connection) => {
                for (const { property, reason } of checkInputs({ ...args, connection })) {
                    expect(typeof property).toBe("string");
                    expect(reason).toMatch(/^[^\n\r]+[.?]$/);
                }
            }),
            { numRuns: 500 },
        );
    });
});

describe("an argument that does not exist", () => {
    it("is refused, with the one that was probably meant", () => {
        expect(failuresOf({ instanceID: "i" })).toEqual([
            "instanceID: there is no such argument; did you mean instanceId?",
        ]);
        expect(failuresOf({ enviroment: {} })).toEqual([
            "enviroment: there is no such argument; did you mean environment?",
        ]);
        expect(failuresOf({ connection: { hostKey: "x" } })).toEqual([
            "connection.hostKey: there is no such argument; did you mean hostKeys?",
        ]);
    });

    it("gets an error that names the place where it belongs", () => {
        expect(failuresOf({ osUser: "ubuntu" })).toEqual([
            "osUser: there is no such argument; it belongs in connection: connection.osUser.",
        ]);
        expect(failuresOf({ stdout: "text" })).toEqual(["stdout: there is no such argument; stdout is an output."]);
    });

    it("gets the whole list if no name is close, and its value is not shown", () => {
        const [failure] = failuresOf({ password: "hunter2" });
        expect(failure).toMatch(
            /^password: there is no such argument; the arguments are instanceId, create, .*connection\.$/,
        );
        expect(failure).not.toContain("hunter2");
    });

    it("is not found on every object's prototype", () => {
        expect(pathsOf({ constructor: "x", toString: "y" })).toEqual(["constructor", "toString"]);
    });
});

describe("what a message shows", () => {
    const SECRET = "correct horse battery staple";

    it("is never a value of environment, stdin or a script", () => {
        const failures = failuresOf({
            create: `${SECRET}\0`,
            update: [SECRET],
            delete: { script: SECRET },
            environment: { A: `${SECRET}\0`, B: [SECRET], C: { D: SECRET }, "E F": SECRET },
            stdin: { text: SECRET },
        });
        expect(failures).toHaveLength(8);
        expect(failures.join("\n")).not.toContain("horse");
        expect(failuresOf({ environment: SECRET, stdin: 123_456_789 }).join("\n")).not.toMatch(/horse|123456789/);
    });

    it("is never a value that the program marked secret, nor one within it", () => {
        const args = { connection: { osUser: SECRET, port: 123_456, hostKeys: [SECRET] }, acceptedExitCodes: [777] };
        const shown = failuresOf(args).join("\n");
        expect([shown.includes("horse"), shown.includes("123456"), shown.includes("777")]).toEqual([true, true, true]);
        const hidden = failuresOf(args, ["connection", "acceptedExitCodes[0]"]).join("\n");
        expect(hidden).not.toMatch(/horse|123456|777/);
    });

    it("is no value at all while it is unknown which are secret", () => {
        const given = { ...GIVEN, connection: { osUser: SECRET } };
        const failures = checkInputs(given, { secretPaths: undefined });
        expect(failures).toHaveLength(1);
        expect(JSON.stringify(failures)).not.toContain("horse");
    });

    it("is never a private key", () => {
        const key = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\n-----END OPENSSH PRIVATE KEY-----\n";
        const failures = failuresOf({ connection: { hostKeys: [key], osUser: key } });
        expect(failures.join("\n")).not.toContain("b3Blbn");
        expect(failures[0] ?? "").toContain("connection.osUser");
        expect(failures[1] ?? "").toContain("This looks like a private key");
    });

    it("is short, however long the value", () => {
        const [failure] = failuresOf({ instanceId: "x".repeat(10_000) });
        expect(failure?.length).toBeLessThan(300);
    });
});

describe("an endpoint", () => {
    const reasons = (connection: object) => failuresOf({ connection });

    it("is named by its ID", () => {
        expect(reasons({ endpointId: "eice-0123456789abcdef0" })).toEqual([]);
        expect(reasons({ endpointId: "vpce-0123456789abcdef0" })).toEqual([
            expect.stringMatching(/^connection\.endpointId: .*This is a VPC endpoint/),
        ]);
        expect(reasons({ endpointId: "eice-1", route: "public" })).toEqual([
            'connection.endpointId: it is not used with the route "public"; leave out one of the two.',
        ]);
    });

    it("leads to addresses and to two ports", () => {
        expect(reasons({ route: "endpoint", address: "10.0.0.7", port: 3389 })).toEqual([]);
        expect(reasons({ route: "endpoint", address: "2001:db8::7", port: 22 })).toEqual([]);
        expect(reasons({ route: "endpoint", address: "db.example.com", port: 2222 })).toEqual([
            "connection.address: an endpoint connects to an IPv4 or IPv6 address of the instance only; leave it out, or give one of these.",
            "connection.port: an endpoint connects to ports 22 and 3389 only; got 2222.",
        ]);
        expect(reasons({ endpointId: "eice-1", port: 2222 })).toHaveLength(1);
    });
});

describe("a jump host and a proxy", () => {
    const reasons = (connection: object) => failuresOf({ connection });
    const instanceId = "i-0123456789abcdef0";

    it("are an instance and an address", () => {
        expect(reasons({ via: { instanceId, route: "endpoint" } })).toEqual([]);
        expect(reasons({ via: { instanceId }, proxy: "socks5://me:secret@127.0.0.1:1080", route: "private" })).toEqual(
            [],
        );
        expect(reasons({ via: "i-1" })).toEqual([expect.stringMatching(/^connection\.via: expected an object/)]);
        expect(reasons({ via: {} })).toEqual([expect.stringMatching(/^connection\.via\.instanceId: /)]);
        expect(reasons({ via: { instanceId, hostKeyPolicy: "pinned" } })).toEqual([
            expect.stringMatching(/^connection\.via\.hostKeys: /),
        ]);
        expect(reasons({ via: { instanceId, endpointId: "eice-1" } })).toEqual([
            expect.stringMatching(/^connection\.via\.endpointId: /),
        ]);
    });

    it("leave no choice of what they decide", () => {
        expect(reasons({ via: { instanceId }, endpointId: "eice-1", route: "public" })).toHaveLength(3);
        expect(reasons({ via: { instanceId }, route: "endpoint" })).toHaveLength(1);
        expect(reasons({ proxy: "http://proxy:3128", route: "endpoint" })).toEqual([
            expect.stringMatching(/^connection\.proxy: an endpoint is reached through HTTPS_PROXY/),
        ]);
    });

    it("show nothing of a password in a proxy that is wrong", () => {
        const failures = reasons({ proxy: "ftp://me:hunter2-and-a-half@proxy" });
        expect(failures).toEqual([expect.stringMatching(/^connection\.proxy: expected the address of a proxy/)]);
        expect(failures.join()).not.toContain("hunter2");
    });
});
