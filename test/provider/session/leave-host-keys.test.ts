import { Client } from "ssh2";
import { expect, test } from "vitest";
import { leaveHostKeys } from "../../../provider/session/leave-host-keys";

type Handlers = { GLOBAL_REQUEST: (...request: unknown[]) => void };

/** A client that has begun to connect, with the requests of the server that reach ssh2. */
function makeClient() {
    const reached: unknown[] = [];
    const client = new Client();
    const handlers: Handlers = { GLOBAL_REQUEST: (_protocol, name) => reached.push(name) };
    Object.assign(client, { _protocol: { _handlers: handlers } });
    return { client, reached, request: (...request: unknown[]) => handlers.GLOBAL_REQUEST({}, ...request) };
}

test("passes over the announcement of host keys, and over nothing else", () => {
    const { client, reached, request } = makeClient();
    leaveHostKeys(client);
    request("hostkeys-00@openssh.com", false, []);
    expect(reached).toEqual([]);
    request("keepalive@openssh.com", true, undefined);
    // Somebody waits for an answer.
    request("hostkeys-00@openssh.com", true, []);
    expect(reached).toEqual(["keepalive@openssh.com", "hostkeys-00@openssh.com"]);
});

test("ssh2 has the handlers that this goes by", async () => {
    const client = new Client();
    client.on("error", () => {});
    client.connect({ host: "127.0.0.1", port: 1, username: "nobody" });
    const { _protocol } = client as unknown as { _protocol?: { _handlers?: Handlers } };
    expect(_protocol?._handlers?.GLOBAL_REQUEST).toBeTypeOf("function");
    client.destroy();
});
