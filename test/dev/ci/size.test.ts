import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { compare, lowered, measure } from '../../../dev/ci/size';
import budget from '../../../size-budget.json';

describe('the size budget', () => {
	it('has every folder and page that is measured', () => {
		const sizes = measure(path.join(__dirname, '..', '..', '..'));
		expect(Object.keys(sizes).sort()).toEqual(Object.keys(budget).sort());
	});

	it('counts lines of TypeScript by folder, and words by page', () => {
		const checkout = mkdtempSync(path.join(os.tmpdir(), 'size-'));
		const put = (file: string, text: string) => {
			mkdirSync(path.join(checkout, path.dirname(file)), { recursive: true });
			writeFileSync(path.join(checkout, file), text);
		};
		for (const name of Object.keys(budget)) put(name.endsWith('/') ? `${name}x.ts` : name, '');
		put('nodes/EvolutionApi/core/phones/plan.ts', '1\n2\n3\n');
		put('nodes/EvolutionApi/core/phones/plans.json', '1\n2\n3\n');
		put('nodes/EvolutionApi/Trigger.node.ts', '1\n');
		put('README.md', '# Send a message\n');
		const sizes = measure(checkout);
		rmSync(checkout, { recursive: true });
		expect(sizes['nodes/EvolutionApi/core/']).toBe(3);
		expect(sizes['nodes/EvolutionApi/']).toBe(1);
		expect(sizes['README.md']).toBe(4);
	});

	it('shows first what has grown too large', () => {
		const rows = compare({ a: 10, b: 10 }, { a: 5, b: 11, c: 3 });
		expect(rows.map(({ name, size, most }) => [name, size - most])).toEqual([
			['c', 3],
			['b', 1],
			['a', -5],
		]);
	});

	it('is lowered where something shrank, and never raised', () => {
		expect(lowered({ a: 10, b: 10, gone: 10 }, { a: 5, b: 11 })).toEqual({ a: 5, b: 10 });
	});
});
