import { fieldTable } from '../../../dev/generate/fieldTable';
import { anchor } from '../../../dev/generate/markdown';
import { referenceIndex, referencePage } from '../../../dev/generate/reference';
import { resources } from '../../../nodes/EvolutionApi/operations';
import { findOperation } from '../../support/run';

const linesOf = (text: string) => text.split('\n');

describe('The reference', () => {
	it('says when a field is shown in the words of the editor', () => {
		const table = linesOf(fieldTable(findOperation('message', 'sendButtons').fields));
		const url = table.find((line) => line.startsWith('| Buttons → URL'));
		expect(url).toBe(
			'| Buttons → URL (required) | a text | The web address that the button opens. Only where Action is URL. |',
		);
	});

	it('has a section for each operation, to which the list at the top leads', () => {
		for (const resource of resources) {
			const page = referencePage(resource, new Map());
			const headings = linesOf(page).filter((line) => line.startsWith('## '));
			expect(headings).toEqual(resource.operations.map(({ name }) => `## ${name}`));
			for (const { name } of resource.operations) expect(page).toContain(`(#${anchor(name)})`);
		}
	});

	it('leads to the page of each resource, and to the section of each operation', () => {
		const index = referenceIndex(resources);
		for (const { value, operations } of resources) {
			expect(index).toContain(`(${value}.md)`);
			for (const { name } of operations) expect(index).toContain(`(${value}.md#${anchor(name)})`);
		}
	});
});
