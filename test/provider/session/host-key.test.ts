import { describe, expect, test } from "vitest";

import { fingerprintOfBlob } from "../../../provider/base/host-key-line";
import { judgeHostKey, planHostKeyCheck, withoutTypes } from "../../../provider/session/host-key";

const blob = Buffer.from("AAAAC3NzaC1lZDI1NTE5AAAAIJ5yBLTfuRl6gpCVBOk1dPZTdMG1wEDYSJd2HWvuEvTa", "base64");
const line = `ssh-ed25519 ${blob.toString("base64")} root@host`;
const own = fingerprintOfBlob(blob);
const other = "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

describe("judgeHostKey", () => {
    test("takes the program's pins before what state holds", () => {
        expect(judgeHostKey(planHostKeyCheck("auto", [line], [other]), own)).toEqual({
            kind: "accepted",
            trust: "pinned",
        });
        expect(judgeHostKey(planHostKeyCheck("auto", [other], [own]), own)).toEqual({
            kind: "refused",
            expected: [other],
        });
    });

    test("holds a key that state knows against every other one", () => {
        expect(judgeHostKey(planHostKeyCheck("trust-on-first-use", [], [own]), own).kind).toBe("accepted");
        expect(judgeHostKey(planHostKeyCheck("trust-on-first-use", [], [other]), own).kind).toBe("refused");
    });

    test("trusts on first use only if nothing is known", () => {
        expect(judgeHostKey(planHostKeyCheck("auto", [], []), own).kind).toBe("first-use");
        expect(judgeHostKey(planHostKeyCheck("pinned", [], []), own)).toEqual({ kind: "refused", expected: [] });
    });

    test("accepts anything with the policy off, and says that it did", () => {
        expect(judgeHostKey(planHostKeyCheck("off", [other], [other]), own)).toEqual({
            kind: "accepted",
            trust: "off",
        });
    });
});

describe("planHostKeyCheck", () => {
    test("asks only for the types of pinned key lines, and for all when a fingerprint is among them", () => {
        expect(planHostKeyCheck("pinned", [line], []).types).toEqual(["ssh-ed25519"]);
        expect(planHostKeyCheck("pinned", ["ssh-rsa AAAA"], []).types).toEqual(["rsa-sha2-512", "rsa-sha2-256"]);
        expect(planHostKeyCheck("pinned", [line, other], []).types).toHaveLength(6);
    });

    test("leaves out a type that the server has shown a wrong key of", () => {
        const plan = planHostKeyCheck("auto", [other], []);
        expect(withoutTypes(plan, "ssh-rsa").types).not.toContain("rsa-sha2-512");
        expect(withoutTypes(plan, "ssh-ed25519").types).not.toContain("ssh-ed25519");
    });

    test("reads a fingerprint with padding as the one without", () => {
        expect(planHostKeyCheck("pinned", [`${own}=`], []).pinned).toEqual([own]);
    });
});
