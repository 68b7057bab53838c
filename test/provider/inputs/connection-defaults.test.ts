import { describe, expect, it } from "vitest";
import { checkInputs, parseInputs } from "../../../provider/inputs";
import { NO_CONTEXT } from "../../../provider/inputs/inputs";
import { UNKNOWN } from "./values";

const GIVEN = { instanceId: "i-0123456789abcdef0", create: "true" };
const ENDPOINT = "eice-0123456789abcdef0";
const JUMP_HOST = { instanceId: "i-00000000000000000" };

const contextOf = (values: object, secretPaths: readonly string[] = []) => ({
    ...NO_CONTEXT,
    connectionDefaults: { values: { ...values }, secretPaths },
});
const parsed = (values: object, connection: unknown) => parseInputs({ ...GIVEN, connection }, contextOf(values));
const told = (values: object, connection: unknown, secretPaths?: readonly string[]) =>
    checkInputs({ ...GIVEN, connection }, contextOf(values, secretPaths)).map(
        ({ property, reason }) => `${property}: ${reason}`,
    );

describe("defaults for connection", () => {
    it.each([undefined, null, {}, { osUser: null, port: undefined }])(
        "are used where a resource has %j",
        (connection) => {
            const { connection: found, fromProvider } = parsed(
                { osUser: "ubuntu", port: 2222, route: null },
                connection,
            );
            expect(found).toMatchObject({ osUser: "ubuntu", port: 2222, route: "auto" });
            expect(fromProvider).toEqual(["osUser", "port"]);
        },
    );

    it("are overridden by what a resource has, argument by argument", () => {
        const { connection, fromProvider } = parsed({ osUser: "ubuntu", port: 2222 }, { osUser: "admin" });
        expect(connection).toMatchObject({ osUser: "admin", port: 2222 });
        expect(fromProvider).toEqual(["port"]);
    });

    it.each([
        [{ endpointId: ENDPOINT, osUser: "ubuntu" }, { via: JUMP_HOST }, ["osUser"]],
        [{ route: "endpoint", endpointId: ENDPOINT }, { via: JUMP_HOST }, []],
        [{ via: JUMP_HOST }, { endpointId: ENDPOINT }, []],
        [{ via: JUMP_HOST, proxy: "http://127.0.0.1:1" }, { route: "endpoint" }, []],
        [{ via: JUMP_HOST }, { route: "private" }, ["via"]],
        [{ endpointId: ENDPOINT }, { route: "private" }, []],
        [{ route: "private" }, { endpointId: ENDPOINT }, []],
        [{ route: "endpoint" }, { address: "host.example.com" }, []],
        [{ address: "host.example.com" }, { route: "endpoint" }, []],
        [{ address: "10.0.4.7" }, { route: "endpoint" }, ["address"]],
        [{ via: { ...JUMP_HOST, route: "endpoint" } }, { proxy: "http://127.0.0.1:1" }, []],
        [{ endpointId: ENDPOINT }, { proxy: "http://127.0.0.1:1" }, []],
        [{ proxy: "http://127.0.0.1:1" }, { endpointId: ENDPOINT }, []],
        [{ privateKey: "x", passphrase: "y" }, { keyType: "ed25519" }, []],
        [{ privateKey: "x", passphrase: "y" }, { privateKey: "z" }, []],
        [{ keyType: "ed25519" }, { privateKey: "z" }, []],
        [{ endpointId: ENDPOINT }, { via: UNKNOWN }, ["endpointId"]],
    ])("%j: what can't be used with %j is left out, and %j stays", (values, connection, stays) => {
        expect(parsed(values, connection).fromProvider ?? []).toEqual(stays);
        expect(told(values, connection).filter((line) => !line.startsWith("connection.privateKey"))).toEqual([]);
    });

    it("never change that a host key must be pinned, nor the address at which sshd listens", () => {
        const pinned = { hostKeyPolicy: "pinned", hostKeys: ["SHA256:x"] };
        expect(told(pinned, { hostKeys: [] })[0]).toMatch(
            /^connection\.hostKeys: .*connection\.hostKeyPolicy comes from the provider's configuration\.$/,
        );
        expect(told({ endpointId: ENDPOINT }, { port: 2222 })).toEqual([
            "connection.port: an endpoint connects to ports 22 and 3389 only; got 2222. connection.endpointId comes from the provider's configuration.",
        ]);
    });

    it("are named as such in a failure, and the values of a resource are not", () => {
        expect(told({ osUser: "ro ot" }, { port: 0 })).toEqual([
            expect.stringMatching(/^connection\.osUser: .* The value comes from the provider's configuration\.$/),
            expect.stringMatching(/^connection\.port: .*; got the number 0\.$/),
        ]);
    });

    it("are not shown if they are secret, while what a resource has in their place is", () => {
        const values = { osUser: "ro ot hunter55", route: "public", via: JUMP_HOST };
        const secrets = [["connection"], ["connection.osUser", "connection.route"]];
        for (const secretPaths of secrets) {
            const lines = told(values, { port: 0 }, secretPaths).join("\n");
            expect(lines).toMatch(/got the number 0/);
            expect(lines).not.toMatch(/hunter55|"public"/);
        }
    });
});
