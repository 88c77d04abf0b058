import { fieldTable } from '../../../dev/generate/fieldTable';
import { anchor } from '../../../dev/generate/markdown';
import { exampleNode, referenceIndex, referencePage } from '../../../dev/generate/reference';
import { resources } from '../../../nodes/EvolutionApi/operations';
import { findOperation } from '../../support/run';

const linesOf = (text: string) => text.split('\n');

/** Returns the paths of a parameter's values, e.g. `bulkSending.rateLimit.values.maxDelay`. A locator counts as one value. */
function pathsIn(path: string, value: unknown): string[] {
	if (typeof value !== 'object' || value === null || '__rl' in value) return [path];
	return Object.entries(value).flatMap(([name, inner]) => pathsIn(`${path}.${name}`, inner));
}

describe('npm run generate: the reference of operations', () => {
	it('describes the condition under which a field is shown in the words of the editor', () => {
		const table = linesOf(fieldTable(findOperation('message', 'sendButtons').fields));
		const url = table.find((line) => line.startsWith('| Buttons → URL'));
		expect(url).toBe(
			'| Buttons → URL (required) | `buttons.button[].url` | a text | The web address that the button opens. Only where Action is URL. |',
		);
	});

	it('names the field on which a nested option depends', () => {
		const table = linesOf(fieldTable(findOperation('message', 'sendMedia').fields));
		const gif = table.find((line) => line.startsWith('| Options → GIF Source'));
		expect(gif).toContain('Only where Media Type is Video.');
	});

	it('shows a node in JSON whose every parameter is in the tables', () => {
		const { resource, operation, authentication, ...values } = JSON.parse(exampleNode).parameters;
		expect(authentication).toBe('globalKey');
		const table = fieldTable(findOperation(resource, operation).fields);
		const paths = Object.entries(values).flatMap(([name, value]) => pathsIn(name, value));
		expect(paths).toContain('bulkSending.rateLimit.values.maxDelay');
		expect(paths.filter((path) => !table.includes(`\`${path}\``))).toEqual([]);
	});

	it('has a section for each operation, and the list at its top links to each section', () => {
		for (const resource of resources) {
			const page = referencePage(resource, new Map());
			const headings = linesOf(page).filter((line) => line.startsWith('## '));
			expect(headings).toEqual(resource.operations.map(({ name }) => `## ${name}`));
			for (const { name } of resource.operations) expect(page).toContain(`(#${anchor(name)})`);
		}
	});

	it('links to the page of each resource, and to the section of each operation', () => {
		const index = referenceIndex(resources, []);
		for (const { value, operations } of resources) {
			expect(index).toContain(`(${value}.md)`);
			for (const { name } of operations) expect(index).toContain(`(${value}.md#${anchor(name)})`);
		}
	});
});
