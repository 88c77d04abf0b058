import type { IDataObject } from 'n8n-workflow';

import { untilQuiet } from '../../../../support/time';
import { useGoSimulator } from '../../server/evolutionGo/support/goSimulator';
import { deliver } from '../support/happenings';
import { useN8n } from '../support/useN8n';

const simulator = useGoSimulator('0.7.2');
const stage = useN8n(simulator, 'evolutionGo');

const ANA = '5511988887777@s.whatsapp.net';

const told = (info: IDataObject, more: IDataObject): IDataObject => ({
	event: 'Message',
	data: {
		Info: {
			ID: '3A1122334455667788AA',
			Chat: ANA,
			Sender: ANA,
			IsFromMe: false,
			IsGroup: false,
			Type: 'text',
			PushName: 'Ana',
			Timestamp: new Date().toISOString(),
			...info,
		},
		...more,
	},
});

async function startsOf(
	filters: IDataObject,
	...deliveries: IDataObject[]
): Promise<IDataObject[]> {
	const workflow = stage.n8n.workflow('one', { filters });
	await workflow.activate();
	for (const delivery of deliveries) {
		expect(await deliver(simulator.current, workflow, delivery)).toBe(200);
	}
	await untilQuiet();
	return stage.n8n.started.map(({ json }) => json);
}

const STORY = told({ Chat: 'status@broadcast' }, { Message: { conversation: 'my holidays' } });
const POST = told(
	{ Chat: '120363000000000099@newsletter', Sender: '120363000000000099@newsletter' },
	{ Message: { conversation: 'News!' } },
);

describe('Evolution Go delivers stories and channels by default, and a bot answers them', () => {
	it.each([
		['the story of a contact', STORY],
		['the post of a channel', POST],
	])('%s starts nothing without a filter', async (_what, delivery) => {
		expect(await startsOf({}, delivery)).toEqual([]);
	});

	it.each([
		['status', STORY],
		['channel', POST],
	])('a workflow that asks for Chat Types → %s gets it', async (type, delivery) => {
		expect(await startsOf({ chatTypes: [type] }, delivery)).toMatchObject([{ chatType: type }]);
	});
});

describe('a message to be looked at once is announced, then comes, and the bot answers twice', () => {
	const announced = told(
		{ Type: 'media' },
		{ IsUnavailable: true, UnavailableType: 'view_once', DecryptFailMode: '' },
	);
	const picture = told(
		{ Type: 'media', MediaType: 'image' },
		{ IsViewOnce: true, Message: { imageMessage: { mimetype: 'image/jpeg', caption: 'look' } } },
	);

	it('it starts the workflow once', async () => {
		const items = await startsOf({}, announced, picture);
		expect(items).toMatchObject([{ isViewOnce: true, messageId: '3A1122334455667788AA' }]);
	});

	it('where the picture alone comes, it starts with the picture', async () => {
		const items = await startsOf(
			{},
			{
				...picture,
				data: {
					...Object(picture.data),
					Info: { ...Object(picture.data).Info, ID: '3A1122334455667788AB' },
				},
			},
		);
		expect(items).toMatchObject([{ kind: 'image', isViewOnce: true, text: 'look' }]);
	});
});
