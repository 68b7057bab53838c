/** The path of a property of an object, as the program would write it: `connection.port`, `environment["a-b"]`. */
export function propertyPath(parent: string, name: string): string {
    return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? `${parent}.${name}` : `${parent}[${JSON.stringify(name)}]`;
}

/** The path of an entry of a list: `connection.hostKeys[1]`. */
export function entryPath(parent: string, index: number): string {
    return `${parent}[${index}]`;
}
