/** Facts about one run of a script. */
export interface RunInfo {
    /** Id of the run, which also names its files on the instance. */
    id: string;

    /** When the script started, as ISO 8601 in UTC. */
    startedAt: string;

    /** When the script ended, as ISO 8601 in UTC. */
    endedAt: string;

    /** Milliseconds from start to end. */
    durationMs: number;

    /** Number of connections that the run was followed on. */
    attempts: number;

    /** Bytes of standard output, those that were left out included. */
    stdoutBytes: number;

    /** Bytes of standard error, those that were left out included. */
    stderrBytes: number;

    /** SHA-256 of the whole standard output, in hexadecimal; absent when `stdout` is secret. */
    stdoutSha256?: string;

    /** SHA-256 of the whole standard error, in hexadecimal; absent when `stderr` is secret. */
    stderrSha256?: string;

    /** Whether any output was left out because of `maxOutput`. */
    truncated: boolean;

    /** Way that the connection took: `public`, `private`, `ipv6`, or `given` for `connection.address`. */
    route: string;

    /** Address that the connection went to. */
    address: string;

    /** User that signed in. */
    osUser: string;

    /** AWS region of the instance. */
    region: string;

    /** AWS account that owns the instance. */
    accountId: string;

    /** SHA-256 fingerprint of the key that was pushed; sshd's log on the instance names it. */
    keyFingerprint: string;

    /** Id of the request that pushed the key; CloudTrail has it. */
    requestId: string;

    /** Boot id of the instance, which changes with each boot. */
    bootId: string;
}
