/** The property, or nothing: the SDK takes a property that is there but undefined for an answer. */
export function present<Name extends string, Value>(name: Name, value: Value | undefined): { [Key in Name]?: Value } {
    return value === undefined ? {} : ({ [name]: value } as { [Key in Name]: Value });
}
