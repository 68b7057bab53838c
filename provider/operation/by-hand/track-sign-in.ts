import type { Deadline } from "../../base/deadline";
import { isProviderError, type ProviderError } from "../../base/error";
import { fingerprintOfKeyLine } from "../../base/host-key-line";
import type { Layer } from "../../base/layer";
import type { Way } from "../../instance/way";
import { type Dial, dial, type SessionPool } from "../../session";
import type { SessionLease } from "../../session/session";
import { connectByHand } from "./connect-by-hand";
import type { FoundByHand, HandPorts, HandRequest } from "./find-by-hand";
import { asOurs, type Step, type StepName, stepOf } from "./step";

/** What a sign-in that is tracked uses of the outside world. */
export interface TrackPorts extends Omit<HandPorts, "dial"> {
    /** Makes a pool for this sign-in alone, which dials so. */
    readonly poolThatDials: (dial: Dial) => SessionPool;
}

interface TrackRequest extends HandRequest {
    readonly found: FoundByHand;
}

interface TrackContext {
    readonly deadline: Deadline;
    readonly onStep: (step: Step) => void;
}

/** The step that an error of a layer is about. */
const STEP_OF_LAYER: Partial<Record<Layer, StepName>> = {
    network: "route",
    tunnel: "route",
    instance: "route",
    "host-key": "host-key",
};

/**
 * Signs in, and tells of the steps on the way: the stream to sshd, the host key, the key that is pushed and accepted.
 * Undefined if one of them failed.
 */
export async function trackSignIn(
    request: TrackRequest,
    ports: TrackPorts,
    { deadline, onStep }: TrackContext,
): Promise<SessionLease | undefined> {
    const { clock, access } = ports;
    const { found } = request;
    const begunAt = clock.monotonicMs();
    const dials: (readonly [string, string])[] = [];
    const warnings: (readonly [string, string])[] = [];
    let openAt: number | undefined;
    let pushedAt: number | undefined;
    const pool = ports.poolThatDials(async (way, tools) => {
        const since = clock.monotonicMs();
        const end = (what: string) =>
            dials.push([printWay(way), `${what} (${Math.round(clock.monotonicMs() - since)} ms)`]);
        try {
            const stream = await dial(way, tools);
            end("open");
            openAt = clock.monotonicMs();
            return stream;
        } catch (error) {
            end(isProviderError(error) ? causeOf(error) : "no answer");
            throw error;
        }
    });
    const tracked = {
        ...ports,
        dial,
        pool,
        log: { ...ports.log, warning: (text: string) => void warnings.push(["Warning", text]), status: () => {} },
        access: {
            ...access,
            pushKey: ((wanted, limit) => {
                pushedAt ??= clock.monotonicMs();
                return access.pushKey(wanted, limit);
            }) as typeof access.pushKey,
        },
    };
    const tell = (name: StepName, [since, until]: readonly [number, number], rest: Pick<Step, "found" | "error">) =>
        onStep(stepOf({ name, since, until, ...rest }));
    try {
        const lease = await connectByHand(request, tracked, deadline);
        const now = clock.monotonicMs();
        const [open, pushed] = [openAt ?? now, pushedAt ?? now];
        const { facts } = lease.session;
        tell("route", [begunAt, open], { found: [...dials, ["Taken", `${facts.route}, ${facts.address}`]] });
        tell("host-key", [open, pushed], {
            found: [...hostKeyFacts(request, lease, warnings.length > 0), ...warnings],
        });
        tell("sign-in", [pushed, now], {
            found: [["Key", `accepted for ${found.target.osUser}, request ${facts.requestId}`]],
        });
        return { ...lease, release: () => pool.closeAll() };
    } catch (error) {
        pool.closeAll();
        const told = asOurs(error);
        const failed =
            STEP_OF_LAYER[told.failure.layer] ?? (pushedAt === undefined && openAt === undefined ? "route" : "sign-in");
        const now = clock.monotonicMs();
        if (failed !== "route") {
            tell("route", [begunAt, openAt ?? now], { found: dials });
        }
        if (failed === "sign-in") {
            tell("host-key", [openAt ?? now, pushedAt ?? now], { found: warnings });
        }
        const since = failed === "route" ? begunAt : ((failed === "sign-in" ? pushedAt : openAt) ?? begunAt);
        tell(failed, [since, now], { found: failed === "route" ? dials : [], error: told });
        return undefined;
    }
}

function hostKeyFacts(
    { knownHostKeys, connection: { hostKeyPolicy, hostKeys } }: HandRequest,
    { hostKey }: SessionLease,
    isFirst: boolean,
): Step["found"] {
    const how =
        hostKeyPolicy === "off"
            ? "not compared with anything"
            : knownHostKeys.length + hostKeys.length > 0
              ? "the recorded one"
              : isFirst
                ? "met for the first time"
                : "as the console of the instance shows it";
    return [["Host key", `${fingerprintOfKeyLine(hostKey)} (${hostKey.split(" ")[0]}), ${how}`]];
}

function printWay(way: Way): string {
    return way.kind === "direct"
        ? way.address
        : way.kind === "tunnel"
          ? `${way.address} by ${way.endpointId}`
          : way.address;
}

function causeOf({ failure }: ProviderError): string {
    return failure.summary.replace(/^Could not (?:[^:]|:\S)*: /, "").replace(/\.$/, "");
}
