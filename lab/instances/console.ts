import type { HostKey } from "./host-keys";
import type { LaunchOptions } from "./launch-options";

/** The console's text after a first boot, with the host keys as cloud-init prints them. */
export function printConsole(option: LaunchOptions["console"], hostKeys: readonly HostKey[]): string {
    if (option === "empty") return "";
    if (typeof option === "object") return option.text;
    const fingerprints = hostKeys.map((key) => `ec2: ${key.fingerprint} root@localhost`);
    const lines = [
        "[    0.000000] Linux version 6.1.0 (lab)",
        "ec2: ",
        "ec2: #############################################################",
        "ec2: -----BEGIN SSH HOST KEY FINGERPRINTS-----",
        ...fingerprints,
        "ec2: -----END SSH HOST KEY FINGERPRINTS-----",
        "ec2: #############################################################",
        "-----BEGIN SSH HOST KEY KEYS-----",
        ...hostKeys.map((key) => `${key.line} root@localhost`),
        "-----END SSH HOST KEY KEYS-----",
        "[   12.345678] cloud-init[1234]: Cloud-init finished",
    ];
    return `${lines.join("\r\n")}\r\n`;
}
