import { readdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FileArgs } from "../../sdk";
import { InstanceConnectCommand } from "./engine";
import { useScene } from "./scene";

const scene = useScene();
const { AssetArchive, RemoteAsset, StringAsset } = pulumi.asset;

let server: Server;
let served = "one";
/** Who fetched: the engine reads every remote asset for its hash. */
const callers: string[] = [];
beforeAll(async () => {
    server = createServer((request, response) => {
        callers.push(request.headers["user-agent"] ?? "");
        response.end(served);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => server.close());

const address = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}/${path}`;

function program(files: () => FileArgs[]) {
    return async () => {
        new InstanceConnectCommand("command", { instanceId: scene.instance.instanceId, files: files() });
        return {};
    };
}

describe("sources on the real engine", () => {
    test("that are empty arrive empty, which the engine knows only by a hash", async () => {
        const stack = await scene.makeStack(
            program(() => [
                { source: new StringAsset(""), remotePath: scene.home("a") },
                { source: new AssetArchive({ b: new StringAsset("") }), remotePath: scene.home("tree") },
                { content: "", remotePath: scene.home("c") },
                { source: new AssetArchive({}), remotePath: scene.home("nothing") },
            ]),
        );
        expect((await stack.up()).failure).toBeUndefined();
        for (const name of ["a", "tree/b", "c"]) {
            expect(readFileSync(scene.home(name), "utf8")).toBe("");
        }
        expect(readdirSync(scene.home("nothing"))).toEqual([]);
        expect((await stack.up()).changes).toEqual({ same: 1 });
    });

    test("behind an address are fetched by this package only when their content is another", async () => {
        const ours = () => callers.splice(0).filter((caller) => !caller.startsWith("Go-")).length;
        const stack = await scene.makeStack(
            program(() => [{ source: new RemoteAsset(address("a")), remotePath: scene.home("a") }]),
        );
        expect((await stack.up()).failure).toBeUndefined();
        expect(ours()).toBeGreaterThan(0);
        expect((await stack.up()).changes).toEqual({ same: 1 });
        expect(ours()).toBe(0);
        served = "two";
        expect((await stack.preview()).output).toContain(`${scene.home("a")} (content)`);
        expect(ours()).toBe(0);
        expect((await stack.up()).changes).toEqual({ update: 1 });
        expect(readFileSync(scene.home("a"), "utf8")).toBe("two");
    });
});
