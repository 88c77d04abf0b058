import { withOperationTable } from '../../../dev/generate/operationTable';
import { resources } from '../../../nodes/EvolutionApi/operations';

const BEGIN = '<!-- operations: written by "npm run generate" -->';
const END = '<!-- end of operations -->';

describe('Operation table of the README', () => {
	it('says which line is missing instead of writing it somewhere', () => {
		expect(() => withOperationTable('# Readme', resources, 'docs')).toThrow(BEGIN);
	});

	it('leads to every operation and leaves the rest of the text alone', () => {
		const text = withOperationTable(`before\n${BEGIN}\nold\n${END}\nafter\n`, resources, 'docs');
		const links = [...text.matchAll(/\]\(docs\/\w+\.md#[^)]+\)/g)];
		expect(links).toHaveLength(resources.flatMap(({ operations }) => operations).length);
		expect(text).toMatch(/^before\n/);
		expect(text).toMatch(/\nafter\n$/);
		expect(text).not.toContain('old');
	});

	it('does not change when it is written again', () => {
		const once = withOperationTable(`${BEGIN}\n${END}`, resources, 'docs');
		expect(withOperationTable(once, resources, 'docs')).toBe(once);
	});
});
