import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Lab, type LabInstance, startLab } from "../../../lab";
import { systemClock } from "../../../provider/base/clock";
import { systemRandom } from "../../../provider/base/random";
import { dial, makeSessionPool } from "../../../provider/session";
import { labRequest } from "../../support/lab-sessions";

let lab: Lab;
beforeAll(async () => {
    lab = await startLab();
});
afterAll(() => lab.stop());

const NEWKEYS = 21;

/** How many bytes a server has sent up to the end of its NEWKEYS, the last packet that is not encrypted; undefined before that. */
function endOfKeyExchange(sent: Buffer): number | undefined {
    let at = sent.indexOf("\n") + 1;
    while (at > 0 && at + 6 <= sent.length) {
        const end = at + 4 + sent.readUInt32BE(at);
        if (sent[at + 5] === NEWKEYS && end <= sent.length) {
            return end;
        }
        at = end;
    }
    return undefined;
}

/** A way to a server on which what it says after the key exchange is held until `release` resolves. */
function holdAfterKeyExchange(instance: LabInstance, release: Promise<void>): Server {
    return createServer((client: Socket) => {
        const server = connect(instance.port, instance.privateAddress);
        client.pipe(server);
        client.on("error", () => server.destroy());
        server.on("error", () => client.destroy());
        server.on("close", () => client.destroy());
        let sent = Buffer.alloc(0);
        const onData = (chunk: Buffer) => {
            const handedOn = sent.length;
            sent = Buffer.concat([sent, chunk]);
            const end = endOfKeyExchange(sent);
            client.write(sent.subarray(handedOn, end));
            if (end !== undefined) {
                server.pause().removeListener("data", onData);
                void release.then(() => {
                    client.write(sent.subarray(end));
                    server.pipe(client);
                });
            }
        };
        server.on("data", onData);
    });
}

test("pushes the key as soon as the host's key is verified, before the server has said anything else", async () => {
    const instance = await lab.launchInstance();
    let pushed = () => {};
    const way = holdAfterKeyExchange(
        instance,
        new Promise<void>((resolve) => {
            pushed = resolve;
        }),
    );
    await new Promise<void>((resolve) => way.listen(0, "127.0.0.1", resolve));
    const { port } = way.address() as AddressInfo;
    const pool = makeSessionPool({ clock: systemClock, random: systemRandom, dial });
    const request = labRequest(lab, { ...instance, privateAddress: "127.0.0.1", port });
    let pushes = 0;
    const lease = await pool.lease({
        ...request,
        push: async (...key) => {
            const answer = await request.push(...key);
            pushes += 1;
            pushed();
            return answer;
        },
    });
    expect(pushes).toBe(1);
    lease.release();
    pool.closeAll();
    way.close();
});
