import { readFileSync } from "node:fs";

/** An OS user of a real OpenSSH instance. */
export interface Account {
    readonly name: string;
    readonly userId: number;
    /** Home as the instance sees it. */
    readonly home: string;
    readonly shell: string;
}

/** The account files of an instance. */
export interface AccountFiles {
    readonly passwd: string;
    readonly group: string;
    readonly shadow: string;
}

/** Far above the ids that a machine gives to people. */
const FIRST_USER_ID = 61_100;

/** An account for each OS user; `root` stays root. */
export function makeAccounts(osUsers: readonly string[], shell: string): Account[] {
    return osUsers.map((name, index) => ({
        name,
        userId: name === "root" ? 0 : FIRST_USER_ID + index,
        home: name === "root" ? "/root" : `/home/${name}`,
        shell,
    }));
}

/** The machine's account files with the instance's accounts in place of users with the same name. */
export function printAccounts(accounts: readonly Account[]): AccountFiles {
    const names = new Set(accounts.map((account) => account.name));
    const keep = (path: string, dropped: (name: string) => boolean) =>
        readFileSync(path, "utf8")
            .split("\n")
            .filter((line) => line && !dropped(line.split(":", 1)[0] ?? ""));
    const own = (print: (account: Account) => string) => accounts.map(print);
    const others = accounts.filter((account) => account.name !== "root");
    const isOther = (name: string) => name !== "root" && names.has(name);
    const passwd = [
        ...keep("/etc/passwd", (name) => names.has(name)),
        ...own(({ name, userId, home, shell }) => `${name}:x:${userId}:${userId}::${home}:${shell}`),
    ];
    const group = [...keep("/etc/group", isOther), ...others.map(({ name, userId }) => `${name}:x:${userId}:`)];
    // `*` is no password but, unlike `!`, no locked account.
    const shadow = [
        ...keep("/etc/shadow", (name) => names.has(name)),
        ...own(({ name }) => `${name}:*:19000:0:99999:7:::`),
    ];
    return { passwd: joinLines(passwd), group: joinLines(group), shadow: joinLines(shadow) };
}

function joinLines(lines: readonly string[]): string {
    return `${lines.join("\n")}\n`;
}
