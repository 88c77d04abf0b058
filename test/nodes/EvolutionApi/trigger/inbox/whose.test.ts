import type { WorkflowSubscriber } from '../../../../../nodes/EvolutionApi/hub/list';
import { waitsFor } from '../../../../../nodes/EvolutionApi/trigger/inbox/offerEvent';
import { trigger } from '../../hub/support/server';

const ANA = '5511988887777@s.whatsapp.net';
const BEN = '5511977776666@s.whatsapp.net';
const ANAS_LID = '123456789012345@lid';
const NOW = 1_800_000_000_000;

const waitIn = (chat: string | undefined, more: Partial<WorkflowSubscriber> = {}) =>
	trigger(1, { kind: 'wait', url: 'http://n8n/wait#a', chat, ...more });
const ofAna = waitIn(ANA);
const ofAnaToo = waitIn(ANA, { url: 'http://n8n/wait#b' });
const anywhere = waitIn(undefined);
const bots = [trigger(2), trigger(3, { kind: 'socket' })];

const from = (...chats: string[]) => ({ event: 'messages.upsert', chats });

describe('a message is offered to the questions that are open in its chat:', () => {
	it.each<[string, ReturnType<typeof from>, WorkflowSubscriber[], WorkflowSubscriber[]]>([
		['none is open', from(ANA), bots, []],
		['one is open in another chat', from(BEN), [ofAna, ...bots], []],
		['one is open', from(ANA), [ofAna, ...bots], [ofAna]],
		[
			'one was asked by number, and the person writes by LID',
			from(ANAS_LID, ANA),
			[ofAna],
			[ofAna],
		],
		['two are open', from(ANA), [ofAna, ...bots, ofAnaToo], [ofAna, ofAnaToo]],
		['the list does not tell in which chat one is open', from(ANA), [anywhere], [anywhere]],
		['the time of one is over', from(ANA), [waitIn(ANA, { expires: NOW / 1000 - 1 })], []],
		['one does not ask for edits', { ...from(ANA), event: 'messages.edited' }, [ofAna], []],
	])('%s', (_row, message, list, waits) => {
		expect(waitsFor(message, list, NOW)).toEqual(waits);
	});
});
