import { createRequire } from "node:module";
import { duplexPair } from "node:stream";
import { expect, test } from "vitest";
import { systemClock } from "../../../provider/base/clock";
import { makeDeadline } from "../../../provider/base/deadline";
import { rememberGreeting } from "../../../provider/session/greeting";
import { shakeHands } from "../../../provider/session/ssh-connection";

/** Has ssh2 loaded anew: it is not ready to listen before some turns of the event loop have passed. */
function forgetSsh2(): void {
    const { cache } = createRequire(__filename);
    for (const path of Object.keys(cache)) {
        if (/[\\/]ssh2[\\/]/.test(path)) {
            delete cache[path];
        }
    }
}

test("hears a server that has spoken before ssh2 listens", async () => {
    forgetSsh2();
    const [ours, theirs] = duplexPair();
    let heard = Buffer.alloc(0);
    theirs.on("data", (chunk: Buffer) => {
        heard = Buffer.concat([heard, chunk]);
    });
    theirs.write("SSH-2.0-OpenSSH_9.6\r\n");
    const handshake = shakeHands({
        dialled: rememberGreeting(ours),
        plan: { policy: "trust-on-first-use", pinned: [], recorded: [], types: ["ssh-ed25519"] },
        signIn: { osUser: "ec2-user", privateKey: Buffer.alloc(0), maxOffers: 1, push: async () => {} },
        clock: systemClock,
        deadline: makeDeadline(systemClock, 60_000),
    });
    // Its own name, and the offer with which it answers the server's.
    await expect.poll(() => heard.length).toBeGreaterThan(200);
    expect(heard.toString("latin1")).toMatch(/^SSH-2\.0-ssh2js/);
    theirs.destroy();
    expect(await handshake).toMatchObject({ kind: "hung-up" });
});
