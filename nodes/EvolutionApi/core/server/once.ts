/** Reads when somebody asks for the first time, and never again. */
export function once<Value>(read: () => Value): () => Value {
	let found: { readonly value: Value } | undefined;
	return () => (found ??= { value: read() }).value;
}
