import { existsSync } from "node:fs";

// sshd is on PATH for root only.
const places = ["/usr/sbin/sshd", "/usr/local/sbin/sshd", "/opt/homebrew/sbin/sshd", "/usr/bin/sshd"];

/** Tests hold the provider against a real OpenSSH server, so a machine without one can't pass. Counts as one test. */
export const opensshCheck = {
    title: "OpenSSH server is installed",
    async check() {
        if (places.some((place) => existsSync(place))) {
            return { exitCode: 0, output: "" };
        }
        const output =
            "sshd is missing; the tests that need it fail. To fix: apt-get install openssh-server (or your system's package).";
        return { exitCode: 1, output };
    },
};
