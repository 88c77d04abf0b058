import { createHash } from 'node:crypto';
import { appendFileSync, rmSync, truncateSync } from 'node:fs';
import type { IBinaryData, IDataObject } from 'n8n-workflow';

import { pathOf, storedItem } from '../../../../support/binary';
import type { EngineResult } from '../../../../../dev/engine/engine';
import { randomBytes } from '../../../../support/random';
import { runOperation } from '../../../../support/run';
import { arrived, fail, useSimulator } from '../../../../support/simulator';

// Tests files that n8n stores on disk. The node must read them while it sends them.

const simulator = useSimulator();
const MB = 1024 * 1024;
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

async function send(
	item: { json: object; binary: { data: IBinaryData } },
	options: IDataObject = {},
): Promise<EngineResult> {
	return await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendMedia',
		values: { recipient: '5511988887777', mediaType: 'document', mediaSource: 'binary', options },
		items: [item as { json: IDataObject; binary: { data: IBinaryData } }],
	});
}

const uploads = () =>
	arrived(simulator.current).flatMap(({ files }) => files.map(({ sha256: hash }) => hash));
const received = () =>
	[...(simulator.current.state.instances.get('demo')?.messages.newestFirst() ?? [])][0]?.media;

describe('a binary file that', () => {
	it('was deleted before it was sent: an error, and no request', async () => {
		const item = await storedItem(randomBytes(10), 'application/pdf', 'a.pdf');
		const path = await pathOf(item.binary.data);
		rmSync(path);
		rmSync(`${path}.metadata`);
		expect((await send(item)).error).toBeDefined();
		expect(arrived(simulator.current)).toEqual([]);
	});

	it.each<[string, (path: string) => void]>([
		['grew', (path) => appendFileSync(path, 'more')],
		['shrank', (path) => truncateSync(path, MB)],
	])('%s while it was sent: an error, and no message', async (_what, change) => {
		const item = await storedItem(randomBytes(2 * MB), 'application/pdf', 'a.pdf');
		change(await pathOf(item.binary.data));
		const { error } = await send(item);
		expect(error?.message).toBe('The file changed while it was sent');
		expect(error?.description).not.toContain('may still have been done');
		expect(uploads()).toEqual([]);
	});

	it('has no bytes: an error that says so', async () => {
		const item = await storedItem(Buffer.alloc(0), 'application/pdf', 'a.pdf');
		expect((await send(item)).error?.message).toContain(
			'"Input Data Field Name" is "data", which is an empty file',
		);
	});
});

it.each([
	['one part', 100],
	['many parts', 5 * MB + 1],
])('a binary file arrives byte by byte (%s), with its name and size', async (_what, size) => {
	const pdf = randomBytes(size);
	const { error } = await send(await storedItem(pdf, 'application/pdf', 'Preço novo.pdf'));
	expect(error).toBeUndefined();
	const [{ files }] = arrived(simulator.current);
	expect(files).toMatchObject([{ fileName: 'Preço novo.pdf', size, sha256: sha256(pdf) }]);
});

it('a binary file arrives whole when it is sent again after a 429', async () => {
	fail(simulator.current, { status: 429, headers: { 'retry-after': '0' } });
	const pdf = randomBytes(2 * MB);
	const { error } = await send(await storedItem(pdf, 'application/pdf', 'a.pdf'));
	expect(error).toBeUndefined();
	expect(uploads()).toEqual([sha256(pdf), sha256(pdf)]);
});

it('a binary file arrives whole as Base64, too', async () => {
	const pdf = randomBytes(2 * MB);
	const item = await storedItem(pdf, 'application/pdf', 'a.pdf');
	expect(
		(await send(item, { typingIndicator: { values: { seconds: 0.001 } } })).error,
	).toBeUndefined();
	expect(received()).toMatchObject({ sha256: sha256(pdf), size: pdf.length });
});
