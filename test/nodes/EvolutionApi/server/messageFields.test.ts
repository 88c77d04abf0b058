import { meaningOf, MESSAGE_FIELDS } from '../../../../nodes/EvolutionApi/server/messageFields';
import { MESSAGE_KINDS } from '../../../../nodes/EvolutionApi/events/messageKinds';
import { delivery, itemOf, messageBody, type Body } from '../events/support/deliveries';
import { compileFilters } from '../../../../nodes/EvolutionApi/events/filters';
import protocol from './protocolFields.json';

const passes = (message: Body) => compileFilters({})(delivery(messageBody(message)));

const PROTOCOL = Object.keys(protocol.fields);

it('every field of a message that WhatsApp has is in the table of kinds, and once', () => {
	expect(PROTOCOL.length).toBeGreaterThan(90);
	expect(PROTOCOL.filter((field) => meaningOf(field) === undefined)).toEqual([]);
	const listed = Object.values(MESSAGE_FIELDS).flat();
	expect(new Set<string>(listed).size).toBe(listed.length);
});

it.each(MESSAGE_FIELDS.technical)('%s starts no workflow, whatever it contains', (field) => {
	expect(passes({ [field]: {} })).toBe(false);
	expect(passes({ [field]: { text: 'x', message: { conversation: 'x' } } })).toBe(false);
	expect(itemOf(messageBody({ [field]: {} })).kind).toBe('system');
});

it.each(MESSAGE_FIELDS.change)('%s starts no workflow that has not asked for it', (field) => {
	expect(passes({ [field]: {} })).toBe(false);
});

it.each(MESSAGE_FIELDS.wrapper.filter((field) => field !== 'editedMessage'))(
	'%s is opened: the message in it starts the workflow',
	(field) => {
		const message = { [field]: { message: { conversation: 'inside' } } };
		expect(passes(message)).toBe(true);
		expect(itemOf(messageBody(message))).toMatchObject({ kind: 'text', text: 'inside' });
		// `senderKeyDistributionMessage` isn't content: phones exchange keys with this field.
		expect(passes({ senderKeyDistributionMessage: {}, ...message })).toBe(true);
	},
);

const WITHOUT_TEXT = ['conversation'];

it.each(MESSAGE_FIELDS.person.filter((field) => !WITHOUT_TEXT.includes(field)))(
	'%s starts the workflow, as a kind that the documentation names',
	(field) => {
		const message = { senderKeyDistributionMessage: {}, messageContextInfo: {}, [field]: {} };
		expect(passes(message)).toBe(true);
		const { kind } = itemOf(messageBody(message));
		expect(MESSAGE_KINDS.map(({ value }) => value)).toContain(kind);
		expect(kind).not.toBe('unknown');
	},
);

describe('a field that WhatsApp adds after this version', () => {
	it.each([['text'], ['caption'], ['title']])('with a %s is a message with that text', (key) => {
		const message = { newThingMessage: { [key]: 'hello' }, messageContextInfo: {} };
		expect(passes(message)).toBe(true);
		expect(itemOf(messageBody(message))).toMatchObject({ kind: 'text', text: 'hello' });
	});

	it('that holds another message is opened', () => {
		const message = { newWrapper: { message: { imageMessage: { caption: 'pic' } } } };
		expect(passes(message)).toBe(true);
		expect(itemOf(messageBody(message))).toMatchObject({ kind: 'image', text: 'pic' });
	});

	it('without a text starts nothing, also with All Types', () => {
		const message = { newThingMessage: { data: 'AAAA' } };
		expect(passes(message)).toBe(false);
		const all = compileFilters({ filters: { messageTypes: ['all'] } });
		expect(all(delivery(messageBody(message)))).toBe(false);
		expect(itemOf(messageBody(message)).kind).toBe('unknown');
	});
});

it.each([
	['an empty message', {}],
	['what phones add alone', { messageContextInfo: { deviceListMetadataVersion: 2 } }],
	['a part that is null', { listMessage: null }],
	['the code of a bank, which only the phone shows', { placeholderMessage: { type: 0 } }],
])('%s starts nothing, whatever type the server names', (_what, message) => {
	const given = messageBody(message, { messageType: Object.keys(message)[0] ?? 'conversation' });
	expect(compileFilters({})(delivery(given))).toBe(false);
});
