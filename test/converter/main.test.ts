import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { convertFile } from '../../converter/main';
import { repository } from '../../package.json';

const WORKFLOW = {
	nodes: [
		{
			name: 'Send',
			type: 'n8n-nodes-evolution-api.evolutionApi',
			parameters: { resource: 'messages-api', instanceName: 'shop', messageText: 'Hi' },
		},
	],
	connections: {},
};

let folder: string;
let said: string;
beforeEach(() => {
	folder = mkdtempSync(path.join(os.tmpdir(), 'convert-'));
	said = '';
	for (const stream of [process.stdout, process.stderr]) {
		jest.spyOn(stream, 'write').mockImplementation((text) => {
			said += String(text);
			return true;
		});
	}
});
afterEach(() => {
	jest.restoreAllMocks();
	rmSync(folder, { recursive: true });
});

function given(text: string): string {
	const file = path.join(folder, 'bot.json');
	writeFileSync(file, text);
	return file;
}

describe('npm run converter', () => {
	it('a file that is not JSON: the error names the file, and no exception is thrown', () => {
		expect(convertFile(given('hello {'))).toBe(false);
		expect(said).toContain('bot.json cannot be read');
	});

	it('shows nothing of a file that is not JSON, since it may contain a key', () => {
		expect(convertFile(given('{ "apikey": hunter2 }'))).toBe(false);
		expect(said).toContain('it is not JSON');
		expect(said).not.toContain('hunter2');
	});

	it.each([
		['is not a workflow', '{ "a": 1 }', 'not a workflow'],
		['is nested too deeply', '['.repeat(20_000) + ']'.repeat(20_000), 'levels deep'],
	])(
		'writes no converted workflow for a file that %s, and prints the reason',
		(_name, text, reason) => {
			expect(convertFile(given(text))).toBe(false);
			expect(said).toContain(reason);
			expect(readdirSync(folder)).toEqual(['bot.json']);
		},
	);

	it.each([
		['as n8n saves it', ''],
		['with a byte order mark, as some editors save it', '\uFEFF'],
	])('writes the converted workflow next to a file %s', (_name, mark) => {
		expect(convertFile(given(mark + JSON.stringify(WORKFLOW)))).toBe(true);
		expect(said).toContain('converted Send: Message → Send Text');
		const written = readFileSync(path.join(folder, 'bot.converted.json'), 'utf8');
		expect(JSON.parse(written)).toMatchObject({ nodes: [{ parameters: { text: 'Hi' } }] });
	});

	it('prints the address of docs/many-customers.md when an expression gives the server of a request', () => {
		const node = {
			name: 'Send',
			type: 'n8n-nodes-base.httpRequest',
			parameters: {
				method: 'POST',
				url: '={{ $json.server }}/message/sendText/shop',
				sendBody: true,
				specifyBody: 'json',
				jsonBody: '{"number": "5511988887777", "text": "Hi"}',
			},
		};
		convertFile(given(JSON.stringify({ nodes: [node], connections: {} })));
		expect(said).toContain(
			` See ${repository.url.slice(4, -4)}/blob/main/docs/many-customers.md\n`,
		);
	});
});
