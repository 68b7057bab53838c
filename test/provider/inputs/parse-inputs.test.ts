import { describe, expect, it } from "vitest";
import { isProviderError } from "../../../provider/base/error";
import { parseInputs } from "../../../provider/inputs";
import { HOST_KEY_LINE } from "./values";

const GIVEN = { instanceId: "i-0123456789abcdef0", create: "true" };

describe("parsed inputs", () => {
    it("have the documented defaults if the program gave nothing", () => {
        expect(parseInputs(GIVEN)).toEqual({
            instanceId: "i-0123456789abcdef0",
            create: "true",
            update: undefined,
            delete: undefined,
            files: [],
            fetch: [],
            interpreter: undefined,
            environment: {},
            stdin: "",
            workingDirectory: undefined,
            runAs: undefined,
            triggers: [],
            logging: "stdoutAndStderr",
            commandTimeoutMs: 3_600_000,
            acceptedExitCodes: [0],
            secretValueNames: [],
            maxOutputBytes: 1_048_576,
            addPreviousOutputInEnv: true,
            waitForCloudInitMs: undefined,
            exclusive: false,
            reboot: "never",
            onInterrupt: "detach",
            connection: {
                osUser: undefined,
                route: "auto",
                address: undefined,
                port: 22,
                region: undefined,
                profile: undefined,
                assumeRole: undefined,
                keyType: "ed25519",
                privateKey: undefined,
                passphrase: undefined,
                hostKeyPolicy: "auto",
                hostKeys: [],
                connectTimeoutMs: 300_000,
            },
            urn: undefined,
            secretOutputs: [],
            timeLimits: { createMs: undefined, updateMs: undefined, deleteMs: undefined, readMs: undefined },
            secretPaths: [],
        });
    });

    it("have what the program gave, in our units", () => {
        const timeLimits = { createMs: 300_000, updateMs: undefined, deleteMs: undefined, readMs: undefined };
        const context = {
            urn: "urn:pulumi:stack::project::type::name",
            organization: "acme",
            secretPaths: ["create"],
            timeLimits,
            secretOutputs: ["stdout"],
        };
        const given = {
            ...GIVEN,
            update: "",
            interpreter: ["python3"],
            environment: { A: "a" },
            stdin: "s",
            workingDirectory: "/srv",
            runAs: "root",
            triggers: [1, { two: 2 }],
            logging: "none",
            commandTimeout: "90s",
            acceptedExitCodes: [0, 3],
            maxOutput: "64KiB",
            addPreviousOutputInEnv: false,
            connection: { port: 2222, hostKeys: [` ${HOST_KEY_LINE}\n`], connectTimeout: "10s", route: "ipv6" },
        };
        expect(parseInputs(given, context)).toMatchObject({
            update: "",
            interpreter: ["python3"],
            environment: { A: "a" },
            workingDirectory: "/srv",
            runAs: "root",
            triggers: [1, { two: 2 }],
            commandTimeoutMs: 90_000,
            acceptedExitCodes: [0, 3],
            maxOutputBytes: 65_536,
            addPreviousOutputInEnv: false,
            connection: { port: 2222, hostKeys: [HOST_KEY_LINE], connectTimeoutMs: 10_000, route: "ipv6" },
            ...context,
        });
    });

    it("take null for nothing", () => {
        const nulls = {
            update: null,
            environment: null,
            triggers: null,
            connection: null,
            logging: null,
            maxOutput: null,
        };
        expect(parseInputs({ ...GIVEN, ...nulls, addPreviousOutputInEnv: null })).toEqual(parseInputs(GIVEN));
    });

    it("are frozen, apart from what they were made of", () => {
        const raw = { ...GIVEN, environment: { A: "a" }, triggers: [1], connection: { hostKeys: [HOST_KEY_LINE] } };
        const inputs = parseInputs(raw);
        const parts = [inputs, inputs.environment, inputs.triggers, inputs.connection, inputs.connection.hostKeys];
        expect(parts.every(Object.isFrozen)).toBe(true);
        expect([raw.environment, raw.triggers, raw.connection].some(Object.isFrozen)).toBe(false);
    });

    it("read recorded outputs, which hold more than arguments", () => {
        const recorded = { ...GIVEN, stdout: "text", hostKeys: ["SHA256:x"], run: { osUser: "ubuntu" }, __state: 1 };
        expect(parseInputs(recorded)).toEqual(parseInputs(GIVEN));
    });

    it("keep a variable of any name", () => {
        const environment = JSON.parse('{ "__proto__": "a", "constructor": "b" }');
        expect(Object.entries(parseInputs({ ...GIVEN, environment }).environment)).toEqual([
            ["__proto__", "a"],
            ["constructor", "b"],
        ]);
    });

    it("are not made of what was never checked", () => {
        expect(() => parseInputs({ ...GIVEN, commandTimeout: "soon" })).toThrow(
            expect.toSatisfy((error) => isProviderError(error) && error.failure.code === "BUG_INPUTS_UNCHECKED"),
        );
    });
});
