import { describe, expect, it } from "vitest";
import type { AclEntry, SecurityRule } from "../../../provider/aws/looks";
import { ProviderError } from "../../../provider/base/error";
import type { Finding } from "../../../provider/doctor/finding";
import {
    lookAtAcl,
    lookAtInbound,
    lookAtInternetRoute,
    lookAtOutbound,
    lookAtStatus,
} from "../../../provider/doctor/network-looks";
import { lookAtSignIn } from "../../../provider/doctor/sign-in-looks";
import { withFindings } from "../../../provider/doctor/with-findings";
import { IMAGE } from "../aws/fake-aws";

const shown = (findings: readonly Finding[]) => findings.map(({ certainty, sentence }) => `${certainty}: ${sentence}`);

function rule(changes: Partial<SecurityRule> = {}): SecurityRule {
    return { protocol: "tcp", fromPort: 22, toPort: 22, ranges: [], groupIds: [], prefixLists: [], ...changes };
}

const group = (...inbound: SecurityRule[]) => [{ groupId: "sg-1", inbound, outbound: [] as SecurityRule[] }];

describe("a key that was refused", () => {
    const signIn = { facts: { metadataEnabled: true }, image: IMAGE, osUser: "ubuntu", documentedUser: "ubuntu" };

    it("is suspected of the clock only if nothing else is found", () => {
        expect(shown(lookAtSignIn(signIn))).toEqual([expect.stringMatching(/^suspicion: if the instance's clock/)]);
    });

    it("has its cause in a metadata service that is off", () => {
        const found = lookAtSignIn({ ...signIn, facts: { metadataEnabled: false } });
        expect(shown(found)).toEqual([expect.stringMatching(/^cause: the instance metadata service is off/)]);
    });

    it("may be for another user than the image has", () => {
        const [found] = lookAtSignIn({ ...signIn, osUser: "ec2-user" });
        expect(found?.sentence).toMatch(/the login user of the image ubuntu\S+ is "ubuntu", and "ec2-user" was used/);
    });

    it.each([
        ["al2023-ami-minimal-2023.6.20241010.0-kernel-6.1-x86_64", /Amazon Linux 2023 minimal/],
        ["debian-12-amd64-20240717-1811", /Debian images/],
        ["RHEL-9.4.0_HVM-20240605-x86_64", /Red Hat/],
        ["suse-sles-15-sp6-v20240808-hvm-ssd-x86_64", /SUSE images/],
    ])("may lack the package: %s", (name, words) => {
        const found = lookAtSignIn({ ...signIn, image: { ...IMAGE, name } });
        expect(shown(found)).toEqual([expect.stringMatching(words)]);
    });

    it.each(["al2023-ami-2023.6.20241010.0-kernel-6.1-x86_64", "ubuntu-noble-24.04-amd64-server"])(
        "has it in %s",
        (name) => {
            const found = lookAtSignIn({ ...signIn, image: { ...IMAGE, name } });
            expect(found.map(({ about }) => about)).toEqual(["Clock"]);
        },
    );
});

describe("a port that nothing answers at", () => {
    it("is closed if no rule of the groups is for it", () => {
        const rules = [
            rule({ fromPort: 443, toPort: 443, ranges: ["0.0.0.0/0"] }),
            rule({ protocol: "udp", ranges: ["0.0.0.0/0"] }),
        ];
        const [found] = lookAtInbound(group(...rules), 22, { groupIds: undefined });
        expect(found).toMatchObject({ certainty: "cause", sentence: "no inbound rule of sg-1 allows TCP port 22" });
    });

    it("reports what may come in, without a verdict on an address that is not known", () => {
        const rules = [
            rule({ ranges: ["10.0.0.0/8"] }),
            rule({ protocol: "-1", fromPort: undefined, toPort: undefined, groupIds: ["sg-9"] }),
        ];
        expect(shown(lookAtInbound(group(...rules), 22, { groupIds: undefined }))).toEqual([
            "fact: sg-1 allow TCP port 22 from 10.0.0.0/8, sg-9",
        ]);
    });

    it("is closed to an endpoint that is in none of the groups that may come in", () => {
        const [found] = lookAtInbound(group(rule({ groupIds: ["sg-9"] })), 22, { groupIds: ["sg-2"] });
        expect(found?.certainty).toBe("cause");
        expect(found?.sentence).toContain("and the endpoint is in sg-2");
        expect(lookAtInbound(group(rule({ groupIds: ["sg-2"] })), 22, { groupIds: ["sg-2"] })[0]?.certainty).toBe(
            "fact",
        );
        // A range may hold the endpoint's address, which nobody tells.
        expect(lookAtInbound(group(rule({ ranges: ["10.0.0.0/16"] })), 22, { groupIds: ["sg-2"] })[0]?.certainty).toBe(
            "fact",
        );
    });

    it("is not reached by an endpoint whose own groups let nothing out to it", () => {
        const endpoint = (...outbound: SecurityRule[]) => [{ groupId: "sg-2", inbound: [], outbound }];
        expect(lookAtOutbound(endpoint(), 22, { groupIds: ["sg-1"] })[0]?.certainty).toBe("cause");
        expect(lookAtOutbound(endpoint(rule({ groupIds: ["sg-3"] })), 22, { groupIds: ["sg-1"] })).toHaveLength(1);
        expect(lookAtOutbound(endpoint(rule({ groupIds: ["sg-1"] })), 22, { groupIds: ["sg-1"] })).toEqual([]);
    });

    it("reports what the network ACL says", () => {
        const entry = (changes: Partial<AclEntry>): AclEntry => ({
            number: 100,
            isOutbound: false,
            allows: true,
            protocol: "-1",
            range: "0.0.0.0/0",
            fromPort: undefined,
            toPort: undefined,
            ...changes,
        });
        const last = entry({ number: 32_767, allows: false });
        expect(lookAtAcl([entry({}), last], 22)).toEqual([]);
        expect(lookAtAcl([entry({ protocol: "6", fromPort: 443, toPort: 443 }), last], 22)[0]?.certainty).toBe("cause");
        const some = [entry({ range: "10.0.0.0/8" }), last];
        expect(shown(lookAtAcl(some, 22))).toEqual([
            "fact: for TCP port 22: 100 allows 10.0.0.0/8, 32767 denies 0.0.0.0/0",
        ]);
    });

    it("is not reached at a public address without a way to the internet", () => {
        expect(lookAtInternetRoute(false, "subnet-1")[0]?.sentence).toMatch(
            /subnet-1 has no route to an internet gateway/,
        );
        expect([lookAtInternetRoute(true, "subnet-1"), lookAtInternetRoute(undefined, "subnet-1")]).toEqual([[], []]);
    });

    it("may be of an instance that fails AWS's checks, or is being checked", () => {
        expect(lookAtStatus({ system: "ok", instance: "ok" })).toEqual([]);
        expect(lookAtStatus(undefined)).toEqual([]);
        expect(lookAtStatus({ system: "ok", instance: "impaired" })[0]?.certainty).toBe("cause");
        expect(lookAtStatus({ system: "initializing", instance: "initializing" })[0]?.certainty).toBe("fact");
    });
});

describe("what was found", () => {
    it("is added to the error, causes first, and hides nothing of it", () => {
        const error = new ProviderError({
            code: "NET_UNREACHABLE",
            summary: "Could not reach it.",
            commandRan: "did-not-run",
            retryable: true,
            facts: [["Instance", "i-1"]],
            remedies: ["First.", "Second."],
            details: "ETIMEDOUT",
        });
        const { failure } = withFindings(error, [
            { certainty: "fact", about: "Network ACL", sentence: "it is so" },
            { certainty: "suspicion", about: "Image", sentence: "it may lack it" },
            { certainty: "cause", about: "Security groups", sentence: "it is closed", remedy: "Open it." },
        ]);
        expect(failure).toMatchObject({
            code: "NET_UNREACHABLE",
            summary: "Could not reach it.",
            details: "ETIMEDOUT",
        });
        expect(failure.remedies).toEqual(["Open it.", "First.", "Second."]);
        expect(failure.facts).toEqual([
            ["Instance", "i-1"],
            ["Security groups", "it is closed"],
            ["Image", "perhaps: it may lack it"],
            ["Network ACL", "it is so"],
        ]);
        expect(withFindings(error, [])).toBe(error);
    });
});
