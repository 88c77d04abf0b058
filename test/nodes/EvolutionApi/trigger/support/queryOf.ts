/** Parses a query like Express: the values of a repeated key become a list. */
export const queryOf = (given: URLSearchParams): Record<string, string | string[]> =>
	Object.fromEntries(
		[...new Set(given.keys())].map((name) => {
			const values = given.getAll(name);
			return [name, values.length === 1 ? values[0] : values];
		}),
	);
