import type { Algorithms, ServerHostKeyAlgorithm } from "ssh2";

/** Host key types that we accept, best first. */
export const HOST_KEY_TYPES: readonly ServerHostKeyAlgorithm[] = [
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "rsa-sha2-512",
    "rsa-sha2-256",
];

/**
 * What is offered to sshd: nothing with SHA-1, no CBC, and no Diffie-Hellman group exchange, whose safe-prime check blocks the
 * event loop for seconds. Last are what hardened hosts may have alone, and costs more: a large Diffie-Hellman group, and
 * chacha20, which is slower here and which Terrapin (CVE-2023-48795) concerns if sshd is too old for strict key exchange.
 */
export function algorithmsFor(hostKeyTypes: readonly ServerHostKeyAlgorithm[]): Algorithms {
    return {
        kex: [
            "curve25519-sha256",
            "curve25519-sha256@libssh.org",
            "ecdh-sha2-nistp256",
            "ecdh-sha2-nistp384",
            "ecdh-sha2-nistp521",
            "diffie-hellman-group16-sha512",
        ],
        serverHostKey: [...hostKeyTypes],
        cipher: [
            "aes128-gcm@openssh.com",
            "aes256-gcm@openssh.com",
            "aes256-ctr",
            "aes128-ctr",
            "chacha20-poly1305@openssh.com",
        ],
        hmac: ["hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com", "hmac-sha2-256", "hmac-sha2-512"],
        compress: ["none"],
    };
}
