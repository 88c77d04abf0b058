import type { WorkflowSubscriber } from '../../../../../nodes/EvolutionApi/hub/list';
import {
	offerToWaits,
	waitsFor,
	type Whose,
} from '../../../../../nodes/EvolutionApi/trigger/inbox/offerEvent';
import { acknowledge } from '../../../../../nodes/EvolutionApi/hub/subscribers';
import { deliveryWith, KEY } from '../../hub/support/passedOn';
import { trigger } from '../../hub/support/server';

const ANA = '5511988887777@s.whatsapp.net';
const BEN = '5511977776666@s.whatsapp.net';
const ANAS_LID = '123456789012345@lid';
const GROUP = '120363020202020202@g.us';
const NOW = 1_800_000_000_000;

const waitIn = (chat: string | undefined, more: Partial<WorkflowSubscriber> = {}) =>
	trigger(1, { kind: 'wait', url: 'http://n8n/wait#a', chat, ...more });
const ofAna = waitIn(ANA);
const ofAnaToo = waitIn(ANA, { url: 'http://n8n/wait#b' });
const quoted = waitIn(ANA, { quotesOnly: true });
const ofGroup = waitIn(GROUP);
const bots = [trigger(2), trigger(3, { kind: 'socket' })];

const from = (...chats: string[]) => ({ event: 'messages.upsert', chats });

/** Whose it is if no execution that waits takes it. */
const offerInVain = async (
	message: Parameters<typeof waitsFor>[0],
	waits: readonly WorkflowSubscriber[],
): Promise<Whose> => {
	const httpRequest = async () => ({ statusCode: 200, headers: {}, body: [declined] });
	const declined = Buffer.from(acknowledge('declined'));
	const delivery = { ...deliveryWith({}), ...message };
	return (await offerToWaits({ helpers: { httpRequest } }, delivery, waits, { key: KEY })).whose;
};

describe('who gets a message of a chat that answers no question:', () => {
	it.each<[string, ReturnType<typeof from>, WorkflowSubscriber[], WorkflowSubscriber[], Whose]>([
		['nobody waits: it is for the workflows', from(ANA), bots, [], 'workflows'],
		[
			'a question waits in another chat: it is for the workflows',
			from(BEN),
			[ofAna, ...bots],
			[],
			'workflows',
		],
		[
			'an open question owns its private chat: it is for the question, and starts no workflow',
			from(ANA),
			[ofAna, ...bots],
			[ofAna],
			'question',
		],
		[
			'the question was asked by number, and the person writes by LID: it is for the question',
			from(ANAS_LID, ANA),
			[ofAna, ...bots],
			[ofAna],
			'question',
		],
		[
			'two questions wait in a private chat: it is for the older one first',
			from(ANA),
			[ofAna, ...bots, ofAnaToo],
			[ofAna, ofAnaToo],
			'question',
		],
		[
			'the question must be quoted: it is for the workflows',
			from(ANA),
			[quoted, ...bots],
			[quoted],
			'workflows',
		],
		[
			'beside it a question waits that need not be quoted: that one owns the chat',
			from(ANA),
			[quoted, ofAnaToo],
			[quoted, ofAnaToo],
			'question',
		],
		[
			'a question waits in a group: it is for the workflows',
			from(GROUP),
			[ofGroup, ...bots],
			[ofGroup],
			'workflows',
		],
		[
			'the list does not tell in which chat the question waits: it is for the workflows',
			from(ANA),
			[waitIn(undefined)],
			[waitIn(undefined)],
			'workflows',
		],
		[
			'the time of the question is over: it is for the workflows',
			from(ANA),
			[waitIn(ANA, { expires: NOW / 1000 - 1 }), ...bots],
			[],
			'workflows',
		],
		[
			'it is an event of which the question has not asked to hear: it is for the workflows',
			{ ...from(ANA), event: 'messages.edited' },
			[ofAna, ...bots],
			[],
			'workflows',
		],
	])('%s', async (_row, message, list, waits, whose) => {
		expect(waitsFor(message, list, NOW)).toEqual(waits);
		expect(await offerInVain(message, waits)).toBe(whose);
	});
});
