import { afterAll, beforeAll, expect, test } from "vitest";
import { type Lab, startLab } from "../../../lab";
import { systemClock } from "../../../provider/base/clock";
import { isProviderError } from "../../../provider/base/error";
import { systemRandom } from "../../../provider/base/random";
import { makeSessionPool } from "../../../provider/session";
import { labRequest } from "../../support/lab-sessions";

let lab: Lab;
const pool = makeSessionPool({ clock: systemClock, random: systemRandom });
beforeAll(async () => {
    lab = await startLab();
});
afterAll(() => {
    pool.closeAll();
    return lab.stop();
});

test.each([
    ["publickey,publickey", "another key (publickey)"],
    ["publickey,keyboard-interactive", "keyboard-interactive"],
    ["publickey,password publickey,publickey", "another key (publickey)"],
])(
    "a real sshd with AuthenticationMethods %s is named at once: the key was accepted, and what else is asked",
    async (methods, asked) => {
        const sshdConfig = [
            `AuthenticationMethods ${methods}`,
            "KbdInteractiveAuthentication yes",
            "PasswordAuthentication yes",
        ];
        const instance = await lab.launchInstance({ kind: "openssh", sshdConfig });
        try {
            const error = await pool.lease(labRequest(lab, instance)).then(
                () => undefined,
                (thrown: unknown) => thrown,
            );
            const failure = isProviderError(error) ? error.failure : undefined;
            expect(failure).toMatchObject({ code: "SSH_MORE_THAN_KEY", layer: "authentication", retryable: false });
            expect(failure?.summary).toContain('accepted the pushed key for user "ec2-user", and asks for more: ');
            expect(failure?.summary).toContain(asked);
            expect(instance.pushedKeys).toHaveLength(1);
        } finally {
            await instance.terminate();
        }
    },
);
