import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { coverageIn, type Script } from '../../dev/coverage';
import transformer from '../jest/typescript';

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'sources-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const SOURCE = `interface Ignored { readonly one: string }
const started = 1;
function first(): number {
	return started;
}
function second(): number {
	return 2;
}
`;

function process(...called: string[]): Script {
	const file = path.join(folder, 'two.ts');
	const { code } = transformer.process(SOURCE, file);
	const rangeOf = (name: string) => {
		const startOffset = code.indexOf(`function ${name}`);
		const endOffset = code.indexOf('}', startOffset) + 1;
		return { startOffset, endOffset, count: called.includes(name) ? 1 : 0 };
	};
	const whole = { startOffset: 0, endOffset: code.length, count: 1 };
	const ranges = [whole, rangeOf('first'), rangeOf('second')];
	return { url: pathToFileURL(file).href, functions: ranges.map((one) => ({ ranges: [one] })) };
}

const covered = (...scripts: Script[]) => {
	writeFileSync(path.join(folder, 'two.ts'), SOURCE);
	return coverageIn(folder, scripts)[0];
};

describe('dev/coverage.ts', () => {
	it('counts a file that no test loads as not covered', () => {
		expect(covered()).toMatchObject({ file: 'two.ts', statements: { all: 5, ran: 0 } });
	});

	it('leaves types out, and counts an unused function as not covered', () => {
		expect(covered(process('first'))).toMatchObject({
			statements: { all: 5, ran: 3 },
			branches: { all: 2, ran: 1 },
		});
	});

	it('counts code as covered if one of several processes has run it', () => {
		expect(covered(process('first'), process('second'))).toMatchObject({
			statements: { all: 5, ran: 5 },
			branches: { all: 2, ran: 2 },
		});
	});
});
