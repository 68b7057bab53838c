/** A sign-in that sshd has decided on. */
export interface LoggedSignIn {
    readonly osUser: string;
    readonly outcome: "accepted" | "refused";
    readonly keyFingerprint: string;
}

const SIGN_IN = /^(Accepted|Failed) publickey for (?:invalid user )?(\S+) from .* (SHA256:\S+)\s*$/;

/** Reads a sign-in from a line of sshd's log at level VERBOSE; undefined when the line tells something else. */
export function parseSignIn(line: string): LoggedSignIn | undefined {
    const [, decision, osUser = "", keyFingerprint = ""] = SIGN_IN.exec(line) ?? [];
    if (!decision) return undefined;
    return { osUser, outcome: decision === "Accepted" ? "accepted" : "refused", keyFingerprint };
}
