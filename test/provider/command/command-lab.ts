import { EC2InstanceConnectClient, SendSSHPublicKeyCommand } from "@aws-sdk/client-ec2-instance-connect";
import { type LaunchOptions, startLab } from "../../../lab";
import { systemClock } from "../../../provider/base/clock";
import { makeDeadline } from "../../../provider/base/deadline";
import { systemRandom } from "../../../provider/base/random";
import type { CommandResult } from "../../../provider/command/command-result";
import { type CommandDeps, runCommand, stopRun } from "../../../provider/command/index";
import type { CommandPlan } from "../../../provider/command/plan";
import { makeSessionPool } from "../../../provider/session";
import type { SessionLease } from "../../../provider/session/session";
import { makeDeps } from "../../support/command-plan";
import { answerSoon, hostLease, hostOf } from "../../support/hosts";
import { labRequest } from "../../support/lab-sessions";

/** A real OpenSSH instance with several users, each with connections of its own. */
export interface LabHost {
    /** A place on a connection as this user. */
    lease(osUser: string): Promise<SessionLease>;
    run(osUser: string, plan: CommandPlan, deps?: CommandDeps): Promise<CommandResult>;
    stop(osUser: string, plan: CommandPlan): Promise<boolean>;
    /** What a command of a user prints on standard output, its last line break removed. */
    shell(osUser: string, command: string): Promise<string>;
    end(): Promise<void>;
}

/** Rules that let everybody become root, as AWS's images have them, without a terminal of sudo's own. */
export const FREE_SUDO = "root ALL=(ALL:ALL) ALL\nALL ALL=(ALL:ALL) NOPASSWD: ALL\n";

export async function launchLabHost(options: LaunchOptions): Promise<LabHost> {
    const lab = await startLab();
    const instance = await lab.launchInstance({ kind: "openssh", ...options });
    const pool = makeSessionPool({ clock: systemClock, random: systemRandom });
    const { endpoint, region, credentials } = lab;
    const client = new EC2InstanceConnectClient({ endpoint, region, credentials });
    const lease = (osUser: string): Promise<SessionLease> => {
        const request = labRequest(lab, instance);
        const push = async (SSHPublicKey: string) => {
            const key = { InstanceId: instance.instanceId, InstanceOSUser: osUser, SSHPublicKey };
            const answer = await client.send(new SendSSHPublicKeyCommand(key));
            return { requestId: answer.RequestId ?? "" };
        };
        const deadline = makeDeadline(systemClock, 20_000);
        return pool.lease({ ...request, target: { ...request.target, osUser }, push, deadline });
    };
    const during = async <T>(osUser: string, work: (lease: SessionLease) => Promise<T>): Promise<T> => {
        const held = await lease(osUser);
        return work(held).finally(held.release);
    };
    return {
        lease,
        run: (osUser, plan, deps = makeDeps()) => runCommand(plan, async () => hostLease(await lease(osUser)), deps),
        stop: (osUser, plan) => during(osUser, ({ session }) => stopRun(plan.runId, hostOf(session), answerSoon())),
        shell: (osUser, command) =>
            during(osUser, async ({ session }) => {
                const channel = await session.exec(command);
                let said = "";
                channel.onStdout((chunk) => {
                    said += chunk.toString();
                });
                channel.onStderr(() => {});
                channel.end();
                await channel.ended;
                return said.replace(/\n$/, "");
            }),
        end: async () => {
            pool.closeAll();
            await lab.stop();
        },
    };
}
