import type { Operation } from '../nodes/EvolutionApi/table/operation';
import type { Field } from '../nodes/EvolutionApi/core/values/field';

/**
 * Returns a variant for each choice of the dropdown that determines the start of the operation's route: `/dify/…`, `/typebot/…`.
 * Each variant lacks the other choices, and the fields that are only shown for them.
 * @returns only the operation itself, if its route doesn't depend on a dropdown
 */
export function routeVariants(operation: Operation): Operation[] {
	const { fields, request } = operation;
	const dropdown = fields.find(
		({ name, type }) => type === 'options' && request.path.includes(`{${name}}`),
	);
	if (dropdown === undefined) return [operation];
	const choices = (dropdown.options ?? []).flatMap((option) =>
		'value' in option ? [String(option.value)] : [],
	);
	return choices.map((choice) => variant(operation, dropdown, choice));
}

function variant(operation: Operation, dropdown: Field, choice: string): Operation {
	const { request, readFirst, fields, example } = operation;
	const { name } = dropdown;
	const fill = (path: string) => path.replace(`{${name}}`, choice);
	const options = dropdown.options?.filter(
		(option) => 'value' in option && option.value === choice,
	);
	const only: Field = { ...dropdown, default: choice, options };
	return {
		...operation,
		request: {
			...request,
			path: fill(request.path),
		},
		readFirst: typeof readFirst === 'string' ? fill(readFirst) : readFirst,
		fields: visible(fields, name, choice).map((field) => (field.name === name ? only : field)),
		example: { ...example, [name]: choice },
	};
}

function visible(fields: readonly Field[], name: string, choice: string): Field[] {
	return fields
		.filter(({ displayOptions: { show = {} } = {} }) =>
			[show[name], show[`/${name}`]].every((values) => values?.includes(choice) ?? true),
		)
		.map((field) => {
			if (field.type !== 'collection') return field;
			return { ...field, options: visible(field.options as readonly Field[], name, choice) };
		});
}
