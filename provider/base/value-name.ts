/** What a value of a script may be called. `__proto__` has a meaning of its own to whatever holds values by name. */
export const VALUE_NAME_PATTERN = /^(?!__proto__$)[A-Za-z_][A-Za-z0-9_]*$/;
