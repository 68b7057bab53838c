import { describe, expect, it } from "vitest";
import { inWords } from "../../../provider/base/error";
import { PLAIN_WORDS } from "../../../provider/base/words";
import { directRoute } from "../../../provider/instance/way";
import { dialError } from "../../../provider/session/dial";
import { noAnswerError } from "../../../provider/session/route-errors";
import { isPrivateAddress } from "../../../provider/session/unreachable";
import { finishedRun } from "../../support/finished-run";

const remediesOf = (code: string, address: string) =>
    inWords(dialError(Object.assign(new Error(code), { code }), address, 22), PLAIN_WORDS).failure.remedies ?? [];

describe("an address", () => {
    it.each(["10.0.4.7", "172.31.255.1", "192.168.0.1", "100.64.0.1", "169.254.1.1", "fd00::1", "fe80::1%eth0"])(
        "such as %s is private",
        (address) => expect(isPrivateAddress(address)).toBe(true),
    );
    it.each(["54.1.2.3", "172.32.0.1", "100.128.0.1", "2a05:d014::1", "host.example.com", ""])(
        "such as %j is not",
        (address) => expect(isPrivateAddress(address)).toBe(false),
    );
});

describe("the advice on an instance that does not answer", () => {
    it.each(["ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH"])("names a private address first: %s", (code) => {
        const [first, second] = remediesOf(code, "10.0.4.7");
        expect(first).toMatch(/^10\.0\.4\.7 is a private address: run this on a machine inside the VPC/);
        expect(second).toMatch(/security group/);
        expect(remediesOf(code, "54.1.2.3")[0]).toMatch(/security group/);
    });

    it("names it first also if nothing was heard within the time", () => {
        const error = noAnswerError(directRoute("private", "10.0.4.7", 22), finishedRun().target);
        const { failure } = inWords(error, PLAIN_WORDS);
        expect(failure.remedies?.[0]).toMatch(/private address/);
    });

    it("speaks of sshd and the address, and of no rule of the network, if the connection was refused", () => {
        for (const address of ["10.0.4.7", "54.1.2.3"]) {
            const remedies = remediesOf("ECONNREFUSED", address);
            expect(remedies[0]).toMatch(/^Check that sshd runs/);
            expect(remedies[1]).toMatch(/^Check that the address is the instance's/);
            expect(remedies.join()).not.toContain("security group");
        }
    });
});
