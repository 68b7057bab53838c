import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connect } from "../../cli/connect";
import { knownKeysOf } from "../../cli/known-hosts";
import { type Lab, type LabInstance, startLab } from "../../lab";
import { type CommandUser, makeUser } from "./command";

let lab: Lab;
let user: CommandUser;
const before = { ...process.env };

beforeEach(async () => {
    lab = await startLab();
    user = makeUser(lab);
    Object.assign(process.env, lab.environment, { HOME: user.home, XDG_CONFIG_HOME: user.home });
});

afterEach(async () => {
    process.env = { ...before };
    user.remove();
    await lab.stop();
});

function targetOf({ instanceId, port }: LabInstance) {
    return { instanceId, osUser: undefined, port: String(port) };
}

describe("a connection of this process", () => {
    test("opens a terminal of a size, passes a new size on, and tells the exit code", async () => {
        const instance = await lab.launchInstance({ kind: "openssh" });
        const connection = await connect(targetOf(instance), {});
        const terminal = await connection.lease.terminal({
            size: { columns: 101, rows: 33 },
            type: "xterm-256color",
            command: "stty size; echo $TERM; trap 'stty size; exit 7' WINCH; echo ready; while :; do sleep 0.1; done",
        });
        let output = "";
        terminal.onStdout((chunk) => {
            output += chunk.toString();
            if (/ready/.test(output)) {
                terminal.resize({ columns: 60, rows: 20 });
            }
        });
        expect(await terminal.ended).toEqual({ kind: "exited", exitCode: 7 });
        expect(output.replaceAll("\r", "")).toBe("33 101\nxterm-256color\nready\n20 60\n");
        connection.close();
    });

    test("records the host key that it met, connects again after a cut, and refuses another key", async () => {
        const instance = await lab.launchInstance({ kind: "openssh" });
        const first = await connect(targetOf(instance), { hostKeyPolicy: "trust-on-first-use" });
        expect(knownKeysOf(instance.instanceId)).toEqual([first.lease.hostKey]);
        expect(instance.hostKeyLines.map((line) => line.split(" ")[1])).toContain(first.lease.hostKey.split(" ")[1]);
        instance.faults.cutConnections("reset");
        const again = await first.again();
        expect(again.session.facts.requestId).not.toBe(first.lease.session.facts.requestId);
        first.close();
        await instance.faults.changeHostKey();
        await expect(connect(targetOf(instance), {})).rejects.toMatchObject({
            failure: { code: "SSH_HOST_KEY_MISMATCH" },
        });
    });
});
