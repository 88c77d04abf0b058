import {
	NodeHelpers,
	type INodeParameters,
	type INodeProperties,
	type INodePropertyOptions,
} from 'n8n-workflow';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { EvolutionApi } from '../../../../../nodes/EvolutionApi/EvolutionApi.node';
import { resources } from '../../../../../nodes/EvolutionApi/operations';
import { serverFor } from '../../../../../nodes/EvolutionApi/server/connection';

// Tests the contents of the editor's lists, with the function that the editor itself calls (n8n 2.20 to 2.41).

const { description } = new EvolutionApi();

const isShown = (values: INodeParameters, thing: INodeProperties | INodePropertyOptions) =>
	NodeHelpers.displayParameter(values, thing as INodeProperties, { typeVersion: 1 }, description);

const valuesOf = (property: INodeProperties | undefined, values: INodeParameters) =>
	((property?.options ?? []) as INodePropertyOptions[])
		.filter((option) => isShown(values, option))
		.map(({ value }) => value);

const selectorsOf = (name: string, values: INodeParameters) =>
	description.properties.filter((property) => property.name === name && isShown(values, property));

describe.each(['globalKey', 'instanceKey', 'evolutionGo'] as const)(
	'the node panel with the authentication %s',
	(authentication) => {
		const server = serverFor(authentication);

		it('shows only the resources that have an operation on this kind of server', () => {
			const [selector] = selectorsOf('resource', { authentication });
			const expected = resources.filter(({ value: resource, operations }) =>
				operations.some(({ value: operation, request }) =>
					server.can({ resource, operation, request }),
				),
			);
			expect(valuesOf(selector, { authentication })).toEqual(expected.map(({ value }) => value));
		});

		it.each(resources.map(({ value }) => value))(
			'shows one list of operations for %s, and preselects one that exists',
			(resource) => {
				const values = { authentication, resource };
				const [selector, ...others] = selectorsOf('operation', values);
				expect(others).toEqual([]);
				const operations = resources.find(({ value }) => value === resource)?.operations ?? [];
				const expected = operations
					.filter(({ value: operation, request }) => server.can({ resource, operation, request }))
					.map(({ value }) => value);
				const shown = valuesOf(selector, values);
				expect(shown).toEqual(expected);
				if (expected.length > 0) expect(shown).toContain(selector.default);
			},
		);
	},
);

it.each(['globalKey', 'evolutionGo'] as const)(
	'an operation that the panel does not show with %s has advice for its error, as a full sentence',
	(authentication) => {
		const server = serverFor(authentication);
		for (const { value: resource, operations } of resources) {
			for (const { value: operation, request } of operations) {
				const entry = { resource, operation, request };
				if (server.can(entry)) continue;
				expect(server.nearest(entry)).toMatch(/\.$/);
			}
		}
	},
);

it('Request History, which works on no release of Evolution Go, is in no list, and the page explains why', () => {
	const names = resources.flatMap(({ operations }) => operations.map(({ name }) => name));
	expect(names.filter((name) => /request history/i.test(name))).toEqual([]);
	const page = readFileSync(join(__dirname, '../../../../../docs', 'evolution-go.md'), 'utf8');
	expect(page).toMatch(
		/no operation to fetch older messages: .*`POST \/chat\/history-sync`\) asks the wrong phone/,
	);
});
