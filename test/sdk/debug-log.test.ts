import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keepSecretsFromDebugLog } from "../../sdk/debug-log";
import { type BuiltPackage, buildPackage } from "./built-package";
import { supportedReleases, unpackReleases } from "./pulumi-releases";

const MARK = "4dabf18193072939515e22adb298388d,,,1b47061264138c4ac30d75fd1eb44270";
const TYPE = "pulumi-nodejs:dynamic/instanceConnectCommand:InstanceConnectCommand";
const LEFT_OUT = "[left out: it holds secrets]";

/** What a log with debug messages gets when a program says this to it. */
function heard(...words: unknown[]): unknown[] {
    const calls: unknown[][] = [];
    const log = { debug: (...call: unknown[]) => calls.push(call) };
    keepSecretsFromDebugLog(log);
    log.debug(...words);
    return calls[0] ?? [];
}

describe("a debug message", () => {
    it.each([
        [`RegisterResource RPC finished: a[b]; err: null, resp: urn,id,${MARK},value,,,hunter2`],
        [`RegisterResource RPC finished: a[b]; err: null, resp: urn,id,value,,,hunter2,${MARK}`],
        [`RegisterResource RPC finished: a[${TYPE}]; err: null, resp: urn,id,hunter2`],
        [`ReadResource RPC finished: a[b]; err: null, resp: ${MARK},value,,,hunter2`],
        [`Invoke RPC finished: tok=a; err: null, resp: ${MARK},value,,,hunter2`],
        [`RegisterResource RPC prepared: t=a, name=b, obj={"value":"hunter2","x":"${MARK}"}`],
        [`something new: hunter2 ${MARK}`],
    ])("that holds a secret is cut before all values: %s", (message) => {
        const [said] = heard(message);
        expect(said).not.toContain("hunter2");
        expect(said).toContain(LEFT_OUT);
        expect(message).toContain(String(said).replace(LEFT_OUT, ""));
    });

    it.each([
        ["RegisterResource RPC finished: a[b]; err: null, resp: urn,id,public"],
        [`Registering resource: t=${TYPE}, name=command, custom=true, remote=false`],
        [`RegisterResource RPC failed: t=${TYPE}, name=command, err=Error: no`],
        [undefined],
        [{ message: MARK }],
    ])("without one stays as it is, with all that is said beside it: %s", (message) => {
        const resource = {};
        expect(heard(message, resource, 7, true)).toEqual([message, resource, 7, true]);
    });
});

describe("the log", () => {
    it("is changed once, also by another copy of this package, and gives what it gave", () => {
        const log = { debug: () => "delivered", info: () => "told" };
        const { info } = log;
        keepSecretsFromDebugLog(log);
        const { debug } = log;
        keepSecretsFromDebugLog(log);
        expect(log.debug).toBe(debug);
        expect([log.debug(), log.info]).toEqual(["delivered", info]);
    });

    it.each([
        ["without such a function", () => ({})],
        ["with something else of the name", () => ({ debug: "yes" })],
        ["that is frozen", () => Object.freeze({ debug: () => {} })],
        ["whose function can't be replaced", () => Object.defineProperty({}, "debug", { get: () => () => {} })],
    ])("%s is left as it is", (_, makeLog) => {
        const log: { debug?: unknown } = makeLog();
        const before = Object.getOwnPropertyDescriptors(log);
        expect(() => keepSecretsFromDebugLog(log)).not.toThrow();
        expect(Object.getOwnPropertyDescriptors(log)).toEqual(before);
    });
});

/** Registers a resource with each SDK, with an answer that holds a secret, and prints the debug messages about it. */
const REGISTER = `
const { keepSecretsFromDebugLog } = require("./node_modules/pulumi-ec2-instance-connect/dist/sdk/debug-log.js");
(async () => {
    const messages = [];
    for (const folder of SDK_FOLDERS) {
        const pulumi = require(folder);
        await pulumi.runtime.setMocks({ newResource: () => ({ id: "id", state: {} }), call: () => ({}) });
        const monitor = pulumi.runtime.getMonitor();
        const register = monitor.registerResource.bind(monitor);
        monitor.registerResource = (request, callback) =>
            register(request, (error, answer) => callback(error, Object.assign(answer, { toString: () => "MARK,hunter2" })));
        let finished;
        const message = new Promise((resolve) => { finished = resolve; });
        pulumi.log.debug = async (text) => { if (text.startsWith("RegisterResource RPC finished")) finished(text); };
        keepSecretsFromDebugLog(pulumi.log);
        new pulumi.CustomResource("test:index:Type", "name", {});
        messages.push(await message);
    }
    console.log(JSON.stringify(messages));
})();
`;

describe("Pulumi's SDK", () => {
    let built: BuiltPackage;
    beforeAll(async () => {
        built = await buildPackage();
    });
    afterAll(() => built.remove());

    it("tells no secret in any supported minor version", async () => {
        const releases = supportedReleases();
        const folders = await unpackReleases(releases.map((release) => `@pulumi/pulumi@${release}`));
        const text = REGISTER.replace("SDK_FOLDERS", JSON.stringify(folders)).replace("MARK", MARK);
        const message = `RegisterResource RPC finished: resource:name[test:index:Type]; err: null, resp: ${LEFT_OUT}`;
        expect(JSON.parse(await built.run("register.cjs", text))).toEqual(releases.map(() => message));
    });
});
