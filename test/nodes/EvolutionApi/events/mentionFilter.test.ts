import { compileFilters } from '../../../../nodes/EvolutionApi/events/filters';
import { body, delivery, GROUP, messageBody, PERSON, type Body } from './support/deliveries';

/** Tells whether a delivery passes a filter for mentions of these two addresses. */
const passes = (given: Body) =>
	compileFilters({ filters: { mentions: '+55 11 90009-8258, 9@lid' } })(delivery(given));
const inGroup = (contextInfo?: Body, message: Body = { conversation: '@9 hi' }) =>
	messageBody(message, {
		key: { remoteJid: GROUP, fromMe: false, id: 'M1', participant: PERSON },
		contextInfo,
	});

it.each([
	['the message mentions nobody', inGroup()],
	['it mentions somebody else', inGroup({ mentionedJid: [PERSON, '7@lid'] })],
	['it quotes somebody else', inGroup({ stanzaId: 'X', participant: PERSON })],
	['it is no message but a reaction', inGroup(undefined, { reactionMessage: { text: 'x' } })],
	[
		'it has the number only as text, without a mention',
		inGroup(undefined, { conversation: '@5511900098258' }),
	],
])('filter Mentions: a message in a group does not start the workflow if %s', (_what, given) => {
	expect(passes(given)).toBe(false);
});

it.each([
	['by number', inGroup({ mentionedJid: [PERSON, '5511900098258@s.whatsapp.net'] })],
	['by LID, where the group hides numbers', inGroup({ mentionedJid: ['9@lid'] })],
	[
		'by quoting one of its messages',
		inGroup({ stanzaId: 'X', participant: '5511900098258:4@s.whatsapp.net' }),
	],
	[
		'by quoting one of its messages in a group that hides numbers',
		inGroup({ stanzaId: 'X', participant: '9@lid' }),
	],
	[
		'in a caption',
		inGroup(undefined, { imageMessage: { contextInfo: { mentionedJid: ['9@lid'] } } }),
	],
	[
		'in a disappearing message',
		inGroup(undefined, {
			ephemeralMessage: {
				message: { extendedTextMessage: { contextInfo: { mentionedJid: ['9@lid'] } } },
			},
		}),
	],
])('filter Mentions: passes a message that mentions the account %s', (_how, given) => {
	expect(passes(given)).toBe(true);
});

it('filter Mentions: passes private chats and events that are no messages', () => {
	expect(passes(messageBody({ conversation: 'hi' }))).toBe(true);
	expect(passes(body('groups.update', [{ id: GROUP }]))).toBe(true);
	expect(passes(body('connection.update', { state: 'open' }))).toBe(true);
});
