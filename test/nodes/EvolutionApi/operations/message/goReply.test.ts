import type { IDataObject } from 'n8n-workflow';

import { untilQuiet } from '../../../../support/time';
import { arrived } from '../../../../support/simulator';
import { runInGo, useGoSimulator } from '../../server/evolutionGo/support/goSimulator';
import { FakeN8n } from '../../trigger/support/fakeN8n';
import { ANA, receiveText, settled } from '../../trigger/support/happenings';

const TEAM = '120363020202020202@g.us';
const LID = '987654321098765@lid';

const simulator = useGoSimulator('0.7.2');
let n8n: FakeN8n;

beforeEach(async () => {
	n8n = await FakeN8n.start(simulator.current, 'evolutionGo');
});
afterEach(async () => await n8n.close());

async function converse(
	more: object,
	values: IDataObject,
	parameters: IDataObject = {},
	beforeReply = async () => {},
): Promise<IDataObject[]> {
	await n8n.workflow('bot', parameters).activate();
	await receiveText(simulator.current, 'Hello', more);
	await settled(() => n8n.started.length > 0);
	await beforeReply();
	const { error } = await runInGo(simulator.current, {
		resource: 'message',
		operation: 'reply',
		values,
		trigger: parameters,
		items: [{ json: n8n.started[0]?.json ?? {} }],
	});
	expect(error).toBeUndefined();
	await untilQuiet();
	return arrived(simulator.current)
		.filter(({ path }) => path.startsWith('/send/'))
		.map(({ body }) => body as IDataObject);
}

it.each([
	['somebody who writes by number', {}, `${ANA}@s.whatsapp.net`],
	['somebody who writes by LID, at their number', { lid: LID }, `${ANA}@s.whatsapp.net`],
	['a member of a group, in that group', { chat: TEAM }, TEAM],
])('Reply on Evolution Go answers %s', async (_whom, more, number) => {
	expect(await converse(more, { text: 'Hi' })).toMatchObject([{ number, text: 'Hi' }]);
});

it('Reply on Evolution Go answers an item of the trigger that is not simplified, too', async () => {
	const sent = await converse({}, { text: 'Hi' }, { simplify: false });
	expect(sent).toMatchObject([{ number: `${ANA}@s.whatsapp.net`, text: 'Hi' }]);
});

it('Reply on Evolution Go quotes the message of a member of a group', async () => {
	const [sent] = await converse({ chat: TEAM }, { text: 'Hi', options: { quote: true } });
	expect(sent?.quoted).toEqual({
		messageId: n8n.started[0]?.json.messageId,
		participant: `${ANA}@s.whatsapp.net`,
	});
});

it('Reply on Evolution Go ends without sending if the customer wrote again, with Only If Nothing Newer Came', async () => {
	const again = async () => {
		await receiveText(simulator.current, 'A pizza, please');
		await settled(() => n8n.started.length > 1);
	};
	const values = { text: 'Hi', options: { onlyIfNothingNewer: true } };
	expect(await converse({}, values, {}, again)).toEqual([]);
});

it('Reply on Evolution Go sends a long answer as several messages, in order', async () => {
	const text = [1, 2, 3].map((part) => `${part} ${'word '.repeat(30)}`.trim()).join('\n\n');
	const sent = await converse(
		{},
		{ text, options: { splitLongText: { values: { split: 'paragraph' } } } },
	);
	expect(sent.map((one) => String(one.text).slice(0, 1))).toEqual(['1', '2', '3']);
});
