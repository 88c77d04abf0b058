import type { IDataObject } from 'n8n-workflow';

import { storePicture } from '../../../../support/groupScenarios';
import { runOperation } from '../../../../support/run';
import { arrived, bodies, useSimulator } from '../../../../support/simulator';

const simulator = useSimulator();

const ID = 'cmwomv4s104h1f47dgxkh0hbo';
const MESSAGE = '3EB0A1B2C3D4E5F60718';

const media = async (operation: string, values: IDataObject = {}) =>
	await runOperation(simulator.current, { resource: 'mediaStorage', operation, values });

const list = async (filters: IDataObject = {}) => {
	const { error, items } = await media('getMany', { filters });
	expect(error).toBeUndefined();
	return items.map(({ json }) => json);
};

describe('Media Storage: bad input is refused before any request', () => {
	it.each([
		['no ID', 'getUrl', { mediaId: '={{ "" }}' }, /^"Media ID" is empty/],
		[
			'a word as ID',
			'getUrl',
			{ mediaId: 'picture' },
			/^"Media ID" must be the ID of a stored file, not "picture"/,
		],
		[
			'a download URL that is valid for 30 days',
			'getUrl',
			{ mediaId: ID, options: { expiry: '={{ 2592000 }}' } },
			/^"Options → Valid For \(Seconds\)" must be a whole number from 1 to 604800, not 2592000/,
		],
		['no instance', 'getMany', { instance: '={{ "" }}' }, /^"Instance" is empty/],
	])('%s', async (_what, operation, values, message) => {
		expect((await media(operation, values)).error?.message).toMatch(message);
		expect(arrived(simulator.current)).toEqual([]);
	});
});

describe('Media Storage: without a storage', () => {
	it('gives no files', async () => {
		expect(await list()).toEqual([]);
	});

	it('refuses Get URL, and the error says how to switch a storage on', async () => {
		const { error } = await media('getUrl', { mediaId: ID });
		expect(error?.message).toBe('The storage of the server does not have this file');
		expect(error?.description).toContain('S3_ENABLED=true');
	});
});

describe('Media Storage: with a storage', () => {
	beforeEach(() => storePicture(simulator.current));

	it('lists the files, simplified', async () => {
		expect(await list()).toEqual([
			{
				mediaId: ID,
				type: 'image',
				mimeType: 'image/jpeg',
				fileName: expect.stringContaining(MESSAGE),
				messageId: MESSAGE,
				chat: '5511988887777@s.whatsapp.net',
				createdAt: expect.stringMatching(/^\d{4}-/),
			},
		]);
	});

	it.each([
		[{ mediaId: ID }, 1],
		[{ mediaId: 'x1' }, 0],
		[{ storedType: 'image' }, 1],
		[{ storedType: 'video' }, 0],
		[{ messageId: MESSAGE }, 1],
		[{ messageId: 'other' }, 0],
	])('filters by %j, which gives %d files', async (filters, count) => {
		expect(await list(filters)).toHaveLength(count);
	});

	it('filters by message ID in the node, since the server accepts only a whole number as message ID', async () => {
		await list({ messageId: MESSAGE, mediaId: ID, storedType: 'image' });
		expect(bodies(simulator.current)).toEqual([{ id: ID, type: 'image' }]);
	});

	it('gives a download URL, and sends its expiry time as text', async () => {
		const { items } = await media('getUrl', { mediaId: ID, options: { expiry: 60 } });
		expect(bodies(simulator.current)).toEqual([{ id: ID, expiry: '60' }]);
		expect(items[0].json).toMatchObject({ mediaId: ID, messageId: MESSAGE });
		const response = await fetch(String(items[0].json.mediaUrl));
		expect(await response.text()).toBe('not really a picture');
	});
});
