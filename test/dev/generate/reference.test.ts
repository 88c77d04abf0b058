import { fieldTable } from '../../../dev/generate/fieldTable';
import { anchor } from '../../../dev/generate/markdown';
import {
	exampleNode,
	referenceIndex,
	referencePage,
	triggerPage,
} from '../../../dev/generate/reference';
import { addedVersion } from '../../../dev/nodeVersions';
import { EvolutionApiTrigger } from '../../../nodes/EvolutionApi/EvolutionApiTrigger.node';
import { beforeVersion, sinceVersion } from '../../../nodes/EvolutionApi/core/table/nodeVersion';
import type { Field } from '../../../nodes/EvolutionApi/core/values/field';
import { resources } from '../../../nodes/EvolutionApi/operations';
import { findOperation } from '../../support/run';

const linesOf = (text: string) => text.split('\n');

/** Where the values of a parameter are, as the tables write it; a locator is one value. */
function pathsIn(path: string, value: unknown): string[] {
	if (typeof value !== 'object' || value === null || '__rl' in value) return [path];
	return Object.entries(value).flatMap(([name, inner]) => pathsIn(`${path}.${name}`, inner));
}

describe('The reference', () => {
	it('says when a field is shown in the words of the editor', () => {
		const table = linesOf(fieldTable(findOperation('message', 'sendButtons').fields));
		const url = table.find((line) => line.startsWith('| Buttons → URL'));
		expect(url).toBe(
			'| Buttons → URL (required) | `buttons.button[].url` | a text | The web address that the button opens. Only where Action is URL. |',
		);
	});

	it('names the field of the node that a field within options depends on', () => {
		const table = linesOf(fieldTable(findOperation('message', 'sendMedia').fields));
		const gif = table.find((line) => line.startsWith('| Options → GIF Source'));
		expect(gif).toContain('Only where Media Type is Video.');
	});

	it('leaves out what only older workflows have', () => {
		const { properties } = new EvolutionApiTrigger().description;
		const page = triggerPage(properties, 2);
		expect(page).toContain('`filters.textStartsWith`');
		expect(page).not.toContain('textMatches');
	});

	it('shows a node in JSON whose every parameter is in the tables', () => {
		const { resource, operation, authentication, ...values } = JSON.parse(
			exampleNode(1),
		).parameters;
		expect(authentication).toBe('globalKey');
		const table = fieldTable(findOperation(resource, operation).fields);
		const paths = Object.entries(values).flatMap(([name, value]) => pathsIn(name, value));
		expect(paths).toContain('pacing.gap.between.to');
		expect(paths.filter((path) => !table.includes(`\`${path}\``))).toEqual([]);
	});

	it('names the versions of the nodes that are added to a workflow', () => {
		const action = addedVersion({ version: [1.1, 1], defaultVersion: undefined });
		const trigger = addedVersion({ version: [1, 2, 2.1], defaultVersion: 2 });
		const index = referenceIndex(resources, [], { action, trigger });
		const named = [...index.matchAll(/`typeVersion` ([\d.]+\d|\d)/g)].map(([, version]) => version);
		expect(named).toEqual(['1.1', '2']);
		expect(JSON.parse(exampleNode(action)).typeVersion).toBe(1.1);
		expect(triggerPage([], trigger)).toContain('"typeVersion": 2`');
	});

	it('shows of a field twice by version the one of a node that is added now', () => {
		const little = { displayName: 'Limit', name: 'limit', type: 'number', default: 50 } as const;
		const more = { ...little, displayName: 'At Most' };
		const fields = [beforeVersion(1.1, little), sinceVersion(1.1, more)];
		const options = { displayName: 'Options', name: 'options', type: 'collection', default: {} };
		const table = fieldTable([...fields, { ...options, options: fields } as Field], 1.1);
		expect(linesOf(table).slice(2)).toEqual([
			'| At Most | `limit` | a number | |',
			'| Options | `options` | | |',
			'| Options → At Most | `options.limit` | a number | |',
		]);
	});

	it('has a section for each operation, to which the list at the top leads', () => {
		for (const resource of resources) {
			const page = referencePage(resource, new Map(), 1);
			const headings = linesOf(page).filter((line) => line.startsWith('## '));
			expect(headings).toEqual(resource.operations.map(({ name }) => `## ${name}`));
			for (const { name } of resource.operations) expect(page).toContain(`(#${anchor(name)})`);
		}
	});

	it('leads to the page of each resource, and to the section of each operation', () => {
		const index = referenceIndex(resources, [], { action: 1, trigger: 2 });
		for (const { value, operations } of resources) {
			expect(index).toContain(`(${value}.md)`);
			for (const { name } of operations) expect(index).toContain(`(${value}.md#${anchor(name)})`);
		}
	});
});
