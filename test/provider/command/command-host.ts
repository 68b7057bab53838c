import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemRandom } from "../../../provider/base/random";
import type { CommandResult } from "../../../provider/command/command-result";
import { lookForRuns } from "../../../provider/command/earlier/look";
import { acknowledgeRun, type CommandDeps, runCommand } from "../../../provider/command/index";
import type { CommandPlan } from "../../../provider/command/plan";
import type { HostLease, HostOf } from "../../../provider/host";
import type { Session } from "../../../provider/session/session";
import {
    type Cut,
    type LocalSession,
    type LocalSessionSettings,
    makeLocalSession,
} from "../../support/command-local-session";
import { makeDeps } from "../../support/command-plan";
import { answerSoon, hostOf, leaseOn } from "../../support/hosts";

/** This machine as a host with a home of its own: what a test leaves in it is the test's. */
export interface CommandHost {
    readonly home: string;
    readonly environment: Readonly<Record<string, string>>;
    openSession(settings?: LocalSessionSettings): LocalSession;
    openCuttable(cut: Cut): LocalSession;
    /** Runs a plan over one session that never breaks. */
    run(plan: CommandPlan, settings?: LocalSessionSettings, deps?: CommandDeps): Promise<CommandResult>;
    acknowledge(plan: CommandPlan): Promise<boolean>;
    /** The plan of an operation that has looked for earlier runs, and claimed the run's name. */
    claim(plan: CommandPlan): Promise<CommandPlan>;
    /** Names of the runs that are on the host. */
    runs(): readonly string[];
    remove(): void;
}

export function makeCommandHost(): CommandHost {
    const home = mkdtempSync(join(tmpdir(), "command-host-"));
    const environment = { HOME: home, PATH: process.env.PATH ?? "/usr/bin:/bin" };
    const openSession = (settings: LocalSessionSettings = {}) => makeLocalSession({ environment, ...settings });
    const base = join(home, ".local/state/ec2-instance-connect/runs");
    return {
        home,
        environment,
        openSession,
        openCuttable: (cut) => openSession({ cut }),
        run: (plan, settings, deps = makeDeps()) => runCommand(plan, leaseOf(openSession(settings)), deps),
        claim: async (plan) => {
            const token = systemRandom.hex(8);
            const request = {
                claims: [plan.runId],
                token,
                prefix: "none-",
                names: [],
                osUsers: [],
                awaited: undefined,
            };
            await lookForRuns(request, hostOf(openSession()), answerSoon());
            return { ...plan, token };
        },
        acknowledge: (plan) => acknowledgeRun(plan.runId, hostOf(openSession()), answerSoon()),
        runs: () => (existsSync(base) ? readdirSync(base).filter((name) => name !== ".as") : []),
        remove: () => rmSync(home, { recursive: true, force: true }),
    };
}

/** A way to connect that always gives the same session. */
export function leaseOf(session: Session, hosts?: HostOf): () => Promise<HostLease> {
    return async () => leaseOn(session, hosts);
}
