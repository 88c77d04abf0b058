import type { IDataObject } from 'n8n-workflow';

import { useSimulator } from '../../../../support/simulator';
import { deliver } from '../support/happenings';
import { useN8n } from '../support/useN8n';

// A phone shows the name of a mentioned person, but the event only has the digits of a LID.

const simulator = useSimulator();
const stage = useN8n(simulator);

const GROUP = '120363020202020202@g.us';
const ANN = { participant: '111111111111111@lid', participantAlt: '5511999990011@s.whatsapp.net' };
const BEN = { participant: '222222222222222@lid' };

let test = 0;

async function hear(...messages: IDataObject[]): Promise<IDataObject[]> {
	const workflow = stage.n8n.workflow(`mentions${++test}`, {});
	await workflow.activate();
	for (const [index, { key, pushName, text, mentionedJid }] of messages.entries()) {
		const data = {
			key: { remoteJid: GROUP, fromMe: false, id: `3A55${test}${index}`, ...Object(key) },
			pushName,
			message: { conversation: text },
			messageType: 'conversation',
			contextInfo: { mentionedJid },
			messageTimestamp: Math.floor(Date.now() / 1000),
		};
		await deliver(simulator.current, workflow, { event: 'messages.upsert', data });
	}
	return stage.n8n.started.map(({ json }) => json);
}

it('an agent sees who is mentioned as digits of a LID, though that person has written before', async () => {
	const [, item] = await hear(
		{ key: ANN, pushName: 'Ann', text: 'hello' },
		{
			key: BEN,
			pushName: 'Ben',
			text: 'ask @111111111111111 or @333333333333333',
			mentionedJid: ['111111111111111@lid', '333333333333333@lid'],
		},
	);
	expect(item).toMatchObject({
		text: 'ask @111111111111111 or @333333333333333',
		chatInput: 'ask @Ann or @333333333333333',
		mentions: ['111111111111111@lid', '333333333333333@lid'],
	});
});

it('a mentioned person without a chosen name is shown as digits of a LID, even if the number is known', async () => {
	const key = {
		participant: '444444444444444@lid',
		participantAlt: '5511999990044@s.whatsapp.net',
	};
	const [, item] = await hear(
		{ key, pushName: '444444444444444', text: 'hello' },
		{
			key: BEN,
			text: 'thanks @444444444444444',
			mentionedJid: ['444444444444444@lid'],
		},
	);
	expect(item.chatInput).toBe('thanks @5511999990044');
});
