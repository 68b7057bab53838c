import { makeDeadline } from "../../../provider/base/deadline";
import { runCommand } from "../../../provider/command";
import type { CommandPlan } from "../../../provider/command/plan";
import type { LocalSession } from "../../support/command-local-session";
import { makeDeps } from "../../support/command-plan";
import { makeFakeClock } from "../../support/fake-clock";
import { type CommandHost, leaseOf } from "./command-host";

/** The text that would start the plan: sent over a link that is cut before all of it has arrived. */
export async function startTextOf(plan: CommandPlan, host: CommandHost): Promise<string> {
    const session = host.openSession({ cut: { afterSentBytes: 100 } });
    const clock = makeFakeClock();
    const outcome = runCommand(plan, leaseOf(session), { ...makeDeps(), clock, deadline: makeDeadline(clock, 1_000) });
    const passing = setInterval(() => void clock.advance(500), 10);
    await outcome.finally(() => clearInterval(passing));
    return session.sent[0] ?? "";
}

/** Sends a text to a shell of its own, as a connection does that comes late, and gives what the host said. */
export async function sendLate(text: string, session: LocalSession): Promise<string> {
    const channel = await session.exec("exec /bin/sh -s");
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
