import { compileFilters } from '../../../../nodes/EvolutionApi/events/filters';
import { body, delivery, messageBody, PERSON, type Body } from './support/deliveries';

const passes = (filters: unknown, given: Body) => compileFilters({ filters })(delivery(given));

describe('filter Status of the trigger', () => {
	const update = (status: unknown) =>
		body('messages.update', { keyId: 'M1', remoteJid: PERSON, fromMe: true, status });

	it.each([
		['read', 'READ'],
		['delivered', 'DELIVERY_ACK'],
		['delivered', 'DELIVERED'],
		['failed', 'ERROR'],
		['failed', 'FAILED'],
		['sent', 'SERVER_ACK'],
		['sent', 'SENT'],
	])('passes a change to %s where the server calls the status %s', (status, word) => {
		expect(passes({ status: [status] }, update(word))).toBe(true);
		expect(passes({ status: ['played', 'pending'] }, update(word))).toBe(false);
	});

	it('leaves out changes that have no status, and lets other events through', () => {
		expect(passes({ status: ['read'] }, update(undefined))).toBe(false);
		expect(passes({ status: ['read'] }, messageBody({ conversation: 'a' }))).toBe(true);
	});
});

it('filter Labels applies to the events of labels, and to nothing else', () => {
	const filters = { labels: '7, 12' };
	const given = (labelId: unknown) =>
		body('labels.association', { type: 'add', chatId: PERSON, labelId });
	expect(passes(filters, given('12'))).toBe(true);
	expect(passes(filters, given('1'))).toBe(false);
	expect(passes(filters, body('labels.edit', { id: '7' }))).toBe(true);
	expect(passes(filters, body('labels.edit', { id: '8' }))).toBe(false);
	expect(passes(filters, messageBody({ conversation: 'a' }))).toBe(true);
});
