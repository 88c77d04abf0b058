import type { INodeProperties } from 'n8n-workflow';

import { EvolutionApi } from '../../nodes/EvolutionApi/EvolutionApi.node';

interface List {
	field: string;
	mode: string;
	method: string;
}

function listsIn(value: unknown): List[] {
	if (typeof value !== 'object' || value === null) return [];
	const { name: field = '', modes = [] } = value as Partial<INodeProperties>;
	const own = modes
		.filter(({ type }) => type === 'list')
		.map(({ name, typeOptions }) => ({
			field,
			mode: name,
			method: typeOptions?.searchListMethod ?? '',
		}));
	return [...own, ...Object.values(value).flatMap(listsIn)];
}

const lists = listsIn(new EvolutionApi().description.properties);

it('locators: every mode with a dropdown is named "list", since the editor shows other names as a text field', () => {
	expect(lists).not.toHaveLength(0);
	expect(lists.filter(({ mode }) => mode !== 'list')).toEqual([]);
});

it('locators: every dropdown names a method that exists', () => {
	const methods = Object.keys(new EvolutionApi().methods.listSearch);
	const unknown = lists.filter(({ method }) => !methods.includes(method));
	expect(unknown).toEqual([]);
});

it('locators: every resource mapper names a method that exists', () => {
	const { description, methods } = new EvolutionApi();
	const names = description.properties
		.filter(({ type }) => type === 'resourceMapper')
		.map(({ typeOptions }) => typeOptions?.resourceMapper?.resourceMapperMethod);
	expect(names).toEqual(Object.keys(methods.resourceMapping));
});

it('locators: none extracts a part of the entered value, since the node reads the whole value', () => {
	const locators = JSON.stringify(new EvolutionApi().description.properties);
	expect(locators).toContain('"type":"resourceLocator"');
	expect(locators).not.toContain('"extractValue"');
});
