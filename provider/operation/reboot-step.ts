import { isProviderError, withFailure } from "../base/error";
import type { ErrorCode } from "../base/error-codes";
import { rebootBusy, rebootHost } from "../command";
import type { AfterRun, Step } from "./step";

/**
 * The step that reboots the instance, once no other operation of this process is on it. It is due while the instance is in the
 * boot in which the script ran: so several resources share one reboot, and a kill neither loses nor repeats it.
 */
export const rebootStep: Step = Object.freeze<Step>({
    name: "reboot",
    isWanted: ({ inputs }) => inputs.reboot !== "never",
    carryOut: async (at) => {
        if (!at.wasSkipped) {
            await rebootAlone(at);
        }
        return {};
    },
});

const OWN_CODES: readonly ErrorCode[] = ["CMD_REBOOT_BUSY", "CMD_REBOOT_REFUSED", "CMD_REBOOT_TIMEOUT"];

async function rebootAlone({ operation, route, deps, entry, run }: AfterRun): Promise<void> {
    const { inputs, recorded, doesStepsOnly, log } = operation;
    const since = run?.result.bootId ?? (doesStepsOnly ? recorded?.bootId : undefined);
    const request = { since: since === "" ? undefined : since, isIfRequired: inputs.reboot === "if-required" };
    log.status("Waiting for the other operations on the instance to end before it is rebooted");
    try {
        await entry.alone(inputs.instanceId, { deadline: deps.deadline, onExpiry: () => rebootBusy() }, () =>
            rebootHost(request, route.connect, deps),
        );
    } catch (error) {
        const target = route.lastReached()?.target;
        if (!isProviderError(error) || target === undefined || !OWN_CODES.includes(error.failure.code)) {
            throw error;
        }
        throw withFailure(error, {
            facts: [
                ["Instance", `${target.instanceId} (${target.region})`],
                ["OS user", target.osUser],
            ],
        });
    }
}
