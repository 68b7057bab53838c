import { describe, expect, it } from "vitest";
import { ProviderError, withFailure } from "../../../provider/base/error";
import type { ErrorCode } from "../../../provider/base/error-codes";
import { directRoute } from "../../../provider/instance/way";
import type { SessionRequest } from "../../../provider/session";
import type { FailedAttempt } from "../../../provider/session/attempt";
import { planHostKeyCheck } from "../../../provider/session/host-key";
import { type Experience, nextAttempt, noExperience } from "../../../provider/session/next-attempt";

const PUBLIC = directRoute("public", "198.51.100.7", 22);
const PRIVATE = directRoute("private", "10.0.0.7", 22);
const wholePlan = planHostKeyCheck("auto", [], ["SHA256:known"]);

function setback(code: ErrorCode, retryable = true) {
    const error = new ProviderError({ code, summary: `${code} happened.`, commandRan: "did-not-run", retryable });
    return { error, pauseMs: 300 };
}

interface Setting {
    readonly failed: FailedAttempt;
    readonly experience?: Partial<Experience>;
    readonly routes?: SessionRequest["routes"];
    readonly hasLastResort?: boolean;
}

function next({ failed, experience = {}, routes = [PUBLIC], hasLastResort = false }: Setting) {
    const lastResort = hasLastResort ? () => Promise.resolve([]) : undefined;
    const request = { routes, lastResort } as unknown as SessionRequest;
    return nextAttempt(failed, { ...noExperience(wholePlan), ...experience }, { request, wholePlan });
}

const codeOf = (found: ReturnType<typeof next>) =>
    found.kind === "over" ? found.error.failure.code : found.setback?.error.failure.code;

describe("the next attempt", () => {
    it("is made later after what may pass, and never after what does not", () => {
        const later = next({ failed: { ...setback("SSH_KEY_REFUSED"), route: PUBLIC } });
        expect([later.kind, codeOf(later)]).toEqual(["later", "SSH_KEY_REFUSED"]);
        const over = next({ failed: setback("TUNNEL_ACCESS_DENIED", false) });
        expect([over.kind, codeOf(over)]).toEqual(["over", "TUNNEL_ACCESS_DENIED"]);
    });

    it("is never made after a jump host was not reached: that took all the time that there is", () => {
        const { error, ...rest } = setback("SSH_KEY_REFUSED");
        const ofJump = { ...rest, error: withFailure(error, { isAboutJumpHost: true }) };
        expect(next({ failed: ofJump })).toEqual({ kind: "over", error: ofJump.error });
    });

    it("is made at once by another route if one that was open led to no sshd", () => {
        const failed = { ...setback("SSH_HANDSHAKE_FAILED"), route: PUBLIC };
        const found = next({ failed, routes: [PUBLIC, PRIVATE] });
        expect(found).toMatchObject({ kind: "at-once", experience: { avoided: ["public"] } });
        expect(next({ failed, hasLastResort: true })).toMatchObject({ kind: "at-once" });
        expect(next({ failed })).toMatchObject({ kind: "later", experience: { avoided: [] } });
    });

    it("reports how the open route ended if no other opens, and begins again", () => {
        const misled = { ...setback("SSH_HANDSHAKE_FAILED"), route: PUBLIC };
        const failed = setback("TUNNEL_NO_ENDPOINT", false);
        const found = next({ failed, experience: { avoided: ["public"], misled }, hasLastResort: true });
        expect([found.kind, codeOf(found)]).toEqual(["later", "SSH_HANDSHAKE_FAILED"]);
        expect(found).toMatchObject({ experience: { avoided: [], misled: undefined } });
    });

    it("asks for another type of host key first, then takes another route, then ends with the first mismatch", () => {
        const { error } = setback("SSH_HOST_KEY_MISMATCH", false);
        const wrong = (refusedType: string) => ({ refusedType, error, route: PUBLIC });
        const another = next({ failed: wrong("ssh-ed25519"), routes: [PUBLIC, PRIVATE] });
        expect(another).toMatchObject({ kind: "at-once", experience: { avoided: [], firstMismatch: error } });
        expect(another.kind === "at-once" && another.experience.plan.types).not.toContain("ssh-ed25519");
        const elsewhere = next({ failed: wrong(""), routes: [PUBLIC, PRIVATE] });
        expect(elsewhere).toMatchObject({ kind: "at-once", experience: { plan: wholePlan, avoided: ["public"] } });
        // The session that opens elsewhere would else hide it.
        expect([another, elsewhere].map((one) => "warning" in one && one.warning)).toEqual([false, error]);
        expect(codeOf(next({ failed: wrong("") }))).toBe("SSH_HOST_KEY_MISMATCH");
        const failed = setback("NET_NO_ROUTE");
        const ended = next({ failed, experience: { avoided: ["public"], firstMismatch: error }, hasLastResort: true });
        expect([ended.kind, codeOf(ended)]).toEqual(["over", "SSH_HOST_KEY_MISMATCH"]);
    });
});
