import { isIP } from "node:net";

const LABEL = /^[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$/;
const LONGEST_NAME = 253;

/** True for an IP address without brackets (an IPv6 zone is allowed), or a host name. */
export function isAddress(text: string): boolean {
    return isIP(text) !== 0 || isHostName(text);
}

function isHostName(text: string): boolean {
    const labels = text.replace(/\.$/, "").split(".");
    // All digits after the last dot is an IPv4 address that is none: 10.0.0.256 is no name.
    const looksNumeric = /^\d+$/.test(labels.at(-1) ?? "");
    return text.length <= LONGEST_NAME && !looksNumeric && labels.every((label) => LABEL.test(label));
}
