/** One decision of an instance's sshd about a sign-in: an offered key that is refused, or a completed sign-in. */
export interface SignIn {
    readonly time: number;
    readonly osUser: string;
    readonly outcome: "accepted" | "refused";
    /** Of the offered key; undefined when a client offered something else. */
    readonly keyFingerprint?: string;
}

/** What has come in over the network, for assertions. */
export interface ConnectionLog {
    /** Connections that are open now. */
    readonly open: number;
    /** Connections since the launch. */
    readonly total: number;
    readonly signIns: readonly SignIn[];
    readonly accepted: number;
    readonly refused: number;
    /** Commands that clients asked for, in order. Real OpenSSH tells the lab none. */
    readonly commands: readonly string[];
}

/** The side of the log that is written. */
export interface ConnectionRecorder {
    readonly log: ConnectionLog;
    opened(): void;
    closed(): void;
    signIn(signIn: SignIn): void;
    command(command: string): void;
}

/** An empty log. */
export function recordConnections(): ConnectionRecorder {
    let open = 0;
    let total = 0;
    const signIns: SignIn[] = [];
    const commands: string[] = [];
    const count = (outcome: SignIn["outcome"]) => signIns.filter((signIn) => signIn.outcome === outcome).length;
    return {
        log: {
            get open() {
                return open;
            },
            get total() {
                return total;
            },
            get accepted() {
                return count("accepted");
            },
            get refused() {
                return count("refused");
            },
            signIns,
            commands,
        },
        opened: () => {
            open++;
            total++;
        },
        closed: () => void open--,
        signIn: (signIn) => void signIns.push(signIn),
        command: (command) => void commands.push(command),
    };
}
