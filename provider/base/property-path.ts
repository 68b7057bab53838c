/** The path of a property of an object, as the program would write it: `connection.port`, `environment["a-b"]`. */
export function propertyPath(parent: string, name: string): string {
    return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? `${parent}.${name}` : `${parent}[${JSON.stringify(name)}]`;
}

/** The path of an entry of a list: `connection.hostKeys[1]`. */
export function entryPath(parent: string, index: number): string {
    return `${parent}[${index}]`;
}

/**
 * The steps of a path, each a name or a number as text: `environment["a-b"].c[0]` has four. What a program writes may have `*` for
 * any.
 */
export function stepsOf(path: string): readonly string[] {
    const steps = path.matchAll(/\[("(?:[^"\\]|\\.)*")\]|\[([^\]]*)\]|\.?([^.[]+)/g);
    return [...steps].map(([, quoted, index, name]) =>
        quoted === undefined ? (index ?? name ?? "") : unquoted(quoted),
    );
}

/** Whether one of two paths leads to the other, or both are the same. */
export function overlaps(left: string, right: string): boolean {
    const [ours, theirs] = [stepsOf(left), stepsOf(right)];
    const length = Math.min(ours.length, theirs.length);
    return ours.slice(0, length).every((step, index) => step === theirs[index] || [step, theirs[index]].includes("*"));
}

function unquoted(text: string): string {
    try {
        return JSON.parse(text);
    } catch {
        return text;
    }
}
