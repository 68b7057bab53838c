import { makeDeadline } from "../../../provider/base/deadline";
import { systemRandom } from "../../../provider/base/random";
import { runCommand } from "../../../provider/command";
import type { CommandPlan } from "../../../provider/command/plan";
import { makeHosts } from "../../../provider/host";
import type { Channel, ChannelEnd, Session } from "../../../provider/session/session";
import type { LocalSession } from "../../support/command-local-session";
import { makeDeps } from "../../support/command-plan";
import { makeFakeClock } from "../../support/fake-clock";
import { leaseOf } from "./command-host";

const PLAIN_SHELL = "exec /bin/sh -s";

/** The text that starts the plan, as it is sent to a shell that is kept open, or to one of its own. Nothing runs it. */
export async function startTextOf(plan: CommandPlan, to: "an open shell" | "a shell of its own" = "an open shell") {
    const clock = makeFakeClock();
    let text = "";
    const sent = new Promise<void>((resolve) => {
        const write = async (bytes: Buffer | string) => {
            text += bytes.toString();
            if (text.includes("eic_token=") && text.includes("eic_follow")) {
                resolve();
            }
        };
        const session = sessionThat(write, (command) => to === "an open shell" || command === PLAIN_SHELL);
        const connect = leaseOf(session, makeHosts({ clock, random: systemRandom }));
        // It waits for an answer that never comes, by a clock that stands still.
        void runCommand(plan, connect, { ...makeDeps(), clock, deadline: makeDeadline(clock, 600_000) });
    });
    await sent;
    // All of it is written before anybody else has a turn.
    await new Promise(setImmediate);
    return text;
}

/** The marker, in halves, as a text names it. */
const MARKER = /eic_marker_first='(\w+)'\s+eic_marker_second='(\w+)'/;

/** A session that hands on what is written to it, and whose shells greet and say nothing else; those that don't work end at once. */
function sessionThat(write: Channel["write"], works: (command: string) => boolean): Session {
    const exec = async (command: string): Promise<Channel> => {
        let answer = (_bytes: Buffer) => {};
        let hasGreeted = false;
        const writeAndGreet = async (bytes: Buffer | string) => {
            await write(bytes);
            const [, first, second] = MARKER.exec(bytes.toString()) ?? [];
            if (first !== undefined && !hasGreeted) {
                hasGreeted = true;
                setImmediate(() => answer(Buffer.from(`${first}${second} hello yes\n`)));
            }
        };
        return {
            write: works(command) ? writeAndGreet : async () => {},
            end: () => {},
            onStdout: (listener) => {
                answer = listener;
            },
            onStderr: () => {},
            pause: () => {},
            resume: () => {},
            ended: works(command)
                ? new Promise<ChannelEnd>(() => {})
                : Promise.resolve({ kind: "exited", exitCode: 1 }),
            close: () => {},
        };
    };
    return {
        facts: { keyFingerprint: "", requestId: "", hostKeyFingerprint: "", route: "given", address: "host" },
        exec,
    };
}

/** Sends a text to a shell of its own, as a connection does that comes late, and gives what the host said. */
export async function sendLate(text: string, session: LocalSession): Promise<string> {
    const channel = await session.exec(PLAIN_SHELL);
    let said = "";
    channel.onStdout((chunk) => {
        said += chunk.toString();
    });
    channel.onStderr(() => {});
    await channel.write(text);
    channel.end();
    await channel.ended;
    return said;
}
