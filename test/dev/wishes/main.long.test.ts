import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { runWishes } from '../../../dev/wishes/main';
import { answers } from './answers';

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'wishes-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function told(...args: string[]) {
	const said: string[] = [];
	const code = await runWishes(args, (text) => said.push(text));
	return { code, said: said.join('') };
}

function fileOf(name: string, content: object): string {
	const file = path.join(folder, name);
	writeFileSync(file, JSON.stringify(content));
	return file;
}

describe('npm run wishes', () => {
	it('says how it is used if no wish is named', async () => {
		const { code, said } = await told('workflow.json');
		expect(code).toBe(1);
		expect(said).toContain('--wish <number>');
	});

	it('names a file that is not a workflow', async () => {
		const file = fileOf('list.json', []);
		await expect(told(file, '--wish', '1')).rejects.toThrow(`${file} is not a workflow: `);
	});

	it('says why a wish is not met, and whether one is', async () => {
		const [[right], , [wrong]] = answers[0];
		const files = [fileOf('right.json', right), fileOf('wrong.json', wrong)];
		const { code, said } = await told(...files, '--wish', '1');
		expect(code).toBe(1);
		expect(said).toContain('right.json: the wish is met.');
		expect(said).toMatch(/wrong\.json: not met\. When somebody writes at noon, nothing should/);
	});

	it('lists the wishes for a model', async () => {
		const list = JSON.parse((await told('--list')).said) as object[];
		expect(list[2]).toMatchObject({ wish: 3, en: expect.stringContaining('refund') });
	});
});
