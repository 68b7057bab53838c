/** What a person types to the client itself, behind a line break as with ssh: `~.` leaves, `~?` lists, `~~` sends one `~`. */
export interface Typed {
    /** What goes to the far side. */
    readonly send: Buffer;
    /** Everything behind it was not looked at. */
    readonly wish?: "leave" | "list" | undefined;
}

const CR = 13;
const LF = 10;
const TILDE = 126;
const DOT = 46;
const QUESTION_MARK = 63;

/** Makes the reader of what is typed: it remembers what came before. */
export function makeEscapeReader(): (typed: Buffer) => readonly Typed[] {
    let isAtStart = true;
    let isAfterTilde = false;
    return (typed) => {
        const parts: Typed[] = [];
        let send: number[] = [];
        const flush = (wish?: Typed["wish"]) => {
            if (send.length > 0 || wish !== undefined) {
                parts.push({ send: Buffer.from(send), wish });
            }
            send = [];
        };
        for (const byte of typed) {
            if (isAfterTilde) {
                isAfterTilde = false;
                if (byte === DOT || byte === QUESTION_MARK) {
                    flush(byte === DOT ? "leave" : "list");
                    isAtStart = true;
                    continue;
                }
                if (byte !== TILDE) {
                    send.push(TILDE);
                }
            } else if (isAtStart && byte === TILDE) {
                isAfterTilde = true;
                isAtStart = false;
                continue;
            }
            send.push(byte);
            isAtStart = byte === CR || byte === LF;
        }
        flush();
        return parts;
    };
}
