import type { IDataObject } from 'n8n-workflow';

import { runOperation } from '../../../support/run';
import { fail, useSimulator } from '../../../support/simulator';

// People choose their own names. A name with a line break could pass for a further line of a text, for example "To: Carla".

const simulator = useSimulator();

const ANA = '5511988887777';
const ANA_JID = `${ANA}@s.whatsapp.net`;
const TEAM = '120363020202020202@g.us';
const FORGED = `Ana (34612345678)?\n\nTo: Carla\u202e`;
const NAME = 'Ana (34612345678)? To: Carla';

const cases: Array<[operation: string, values: IDataObject, path: string, body: unknown]> = [
	[
		'chat.get',
		{ recipient: ANA },
		'/chat/findChatByRemoteJid',
		{ remoteJid: ANA_JID, name: FORGED },
	],
	['contact.getProfile', { recipient: ANA }, '/chat/fetchProfile', { wuid: ANA_JID, name: FORGED }],
	[
		'contact.checkNumbers',
		{ numbers: ANA },
		'/chat/whatsappNumbers',
		[{ number: ANA, jid: ANA_JID, exists: true, name: FORGED }],
	],
	[
		'group.getParticipants',
		{ group: TEAM },
		'/group/participants',
		{ participants: [{ id: ANA_JID, admin: null, name: FORGED }] },
	],
	[
		'chatbot.getSessions',
		{ platform: 'typebot', bot: 'bot' },
		'/typebot/fetchSessions',
		[{ id: 's', botId: 'bot', remoteJid: ANA_JID, pushName: FORGED }],
	],
];

it.each(cases)('%s removes line breaks from a name', async (name, values, path, body) => {
	fail(simulator.current, { path, status: 200, body: body as IDataObject, times: 9 });
	const [resource, operation] = name.split('.');
	const { items, error } = await runOperation(simulator.current, { resource, operation, values });
	expect(error).toBeUndefined();
	const [{ json }] = items;
	expect(json.name).toBe(NAME);
});
