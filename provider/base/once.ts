/** Makes a function that calls `make` the first time, and gives the same value again to everybody else. */
export function once<T>(make: () => T): () => T {
    let made: { readonly value: T } | undefined;
    return () => {
        made ??= { value: make() };
        return made.value;
    };
}
