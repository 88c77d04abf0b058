/** Apart from the rest: n8n's lint takes a literal with a name and a type for a field, which needs a default. */
const LABEL = { displayName: 'From List', name: 'list' } as const;

/** The mode of a resource locator in which the user chooses from a list. @param method one of `pickers/listSearch.ts` */
export const fromList = (method: string, placeholder: string) =>
	({
		...LABEL,
		type: 'list',
		placeholder,
		typeOptions: { searchListMethod: method, searchable: true },
	}) as const;

const TEXT = { type: 'string' } as const;

/** The mode of a resource locator in which the user enters a text. */
export const byHand = (displayName: string, name: string, placeholder: string) =>
	({ displayName, name, ...TEXT, placeholder }) as const;
