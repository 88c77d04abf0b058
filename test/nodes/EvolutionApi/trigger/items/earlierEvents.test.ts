import type { IDataObject } from 'n8n-workflow';

import { useSimulator } from '../../../../support/simulator';
import { deliver, headersOf } from '../support/happenings';
import { useN8n } from '../support/useN8n';

// What an event does not tell by itself, and earlier ones do.

jest.mock('n8n-workflow', () =>
	jest
		.requireActual<
			typeof import('../../../../support/shortSleep')
		>('../../../../support/shortSleep')
		.withShortSleep(),
);

const simulator = useSimulator();
const stage = useN8n(simulator);

const PERSON = '5511988885678@s.whatsapp.net';
const GROUP = '120363020202020209@g.us';

let test = 0;

/** @returns the items that events start, one after the other */
async function hear(
	events: ReadonlyArray<readonly [event: string, data: unknown]>,
	filters: IDataObject = {},
): Promise<IDataObject[]> {
	const workflow = stage.n8n.workflow(`earlier${++test}`, {
		events: ['MESSAGES_UPSERT', 'MESSAGES_UPDATE', 'GROUP_UPDATE'],
		filters,
	});
	await workflow.activate();
	for (const [event, data] of events)
		expect(await deliver(simulator.current, workflow, { event, data })).toBe(200);
	return stage.n8n.started.map(({ json }) => json);
}

const message = (id: string, content: IDataObject) =>
	[
		'messages.upsert',
		{
			key: { remoteJid: PERSON, fromMe: false, id },
			message: content,
			messageTimestamp: Math.floor(Date.now() / 1000),
		},
	] as const;

const receipt = (keyId: string, status: string) =>
	['messages.update', { keyId, remoteJid: PERSON, fromMe: true, status }] as const;

it('nobody knows of how many pictures an album has when they come', async () => {
	const picture = (id: string) =>
		message(id, {
			imageMessage: { mimetype: 'image/jpeg' },
			messageContextInfo: {
				messageAssociation: { associationType: 1, parentMessageKey: { id: '3AALBUM' } },
			},
		});
	const items = await hear([
		message('3AALBUM', { albumMessage: { expectedImageCount: 2, expectedVideoCount: 0 } }),
		picture('3APICTURE1'),
		picture('3APICTURE2'),
	]);
	const album = { id: '3AALBUM', images: 2, videos: 0 };
	expect(items).toMatchObject([{ album }, { album }]);
});

it('a star on a message that was read sets it back to sent', async () => {
	const items = await hear([
		receipt('3EB0STAR', 'READ'),
		// A star has no status of its own, and the server writes this one.
		receipt('3EB0STAR', 'SERVER_ACK'),
		receipt('3EB0OTHER', 'SERVER_ACK'),
	]);
	expect(items.map(({ messageId, statusText }) => [messageId, statusText])).toEqual([
		['3EB0STAR', 'read'],
		['3EB0STAR', null],
		['3EB0OTHER', 'sent'],
	]);
});

it('a star on a message that was read starts a workflow that waits for what is sent', async () => {
	const items = await hear([receipt('3EB0STAR2', 'READ'), receipt('3EB0STAR2', 'SERVER_ACK')], {
		status: ['sent'],
	});
	expect(items).toEqual([]);
});

it('an update of a group does not say what its name was before', async () => {
	const items = await hear([
		['groups.update', [{ id: GROUP, subject: 'Garden club', author: PERSON }]],
		['groups.update', [{ id: GROUP, subject: 'Gardeners', author: PERSON }]],
	]);
	expect(items[0]).not.toHaveProperty('previous');
	expect(items[1]).toMatchObject({
		name: 'Gardeners',
		changed: ['name'],
		previous: { name: 'Garden club' },
	});
});

it('only one of two workflows hears what the name of a group was before', async () => {
	const events = ['GROUP_UPDATE'];
	const owner = stage.n8n.workflow('owner', { events });
	await owner.activate();
	await stage.n8n.workflow('other', { events }).activate();
	for (const subject of ['Garden club', 'Gardeners']) {
		const event = { event: 'groups.update', data: [{ id: GROUP, subject, author: PERSON }] };
		const list = headersOf(simulator.current);
		expect(await deliver(simulator.current, owner, event, list)).toBe(200);
	}
	const previous = { name: 'Garden club' };
	expect(stage.n8n.started.slice(2).map(({ name, json }) => [name, json.previous])).toEqual([
		['owner', previous],
		['other', previous],
	]);
});
