import { GROUP, itemOf, ME, messageBody, PERSON, type Body } from '../../events/support/deliveries';

const keyed = (key: Body, more: Body = {}) =>
	itemOf(messageBody({ conversation: 'a' }, { key, ...more }));

describe('the sender in a message item of Evolution API', () => {
	it('is the other person in a private chat', () => {
		const item = keyed({ remoteJid: '5511988887777:12@s.whatsapp.net', fromMe: false, id: 'a' });
		expect(item).toMatchObject({
			chat: PERSON,
			chatType: 'private',
			phoneNumber: '5511988887777',
			senderJid: PERSON,
			senderPhone: '5511988887777',
			senderName: 'Ann',
		});
		for (const key of ['lid', 'senderLid', 'participant']) expect(item).not.toHaveProperty(key);
	});

	it.each([
		['from 2.3.5 on', { remoteJid: '123@lid', remoteJidAlt: PERSON, addressingMode: 'lid' }],
		['before 2.3.5', { remoteJid: '123@lid', senderPn: PERSON }],
	])('has number and LID where the server knows both (%s)', (_when, key) => {
		expect(keyed({ ...key, fromMe: false, id: 'a' })).toMatchObject({
			chat: '123@lid',
			phoneNumber: '5511988887777',
			lid: '123@lid',
			senderPhone: '5511988887777',
			senderLid: '123@lid',
		});
	});

	it('has a LID and no number where WhatsApp hides the number', () => {
		expect(keyed({ remoteJid: '123@lid', fromMe: false, id: 'a' })).toMatchObject({
			phoneNumber: null,
			lid: '123@lid',
		});
	});

	it('in a group is the participant', () => {
		const key = {
			remoteJid: GROUP,
			fromMe: false,
			id: 'a',
			participant: '7@lid',
			participantAlt: PERSON,
		};
		expect(keyed(key)).toMatchObject({
			chat: GROUP,
			chatType: 'group',
			isGroup: true,
			phoneNumber: null,
			participant: '7@lid',
			senderJid: '7@lid',
			senderPhone: '5511988887777',
			senderLid: '7@lid',
		});
	});

	it('of an own message is the account itself, without the name that the server makes up ("Você")', () => {
		const key = { remoteJid: PERSON, fromMe: true, id: 'a' };
		expect(keyed(key, { pushName: 'Você' })).toMatchObject({
			chat: PERSON,
			fromMe: true,
			senderJid: ME,
			senderPhone: '5511900098258',
			senderName: null,
		});
	});

	it.each([
		['status@broadcast', 'status'],
		['123@newsletter', 'channel'],
		['123@broadcast', 'broadcast'],
		['5511988887777', 'private'],
	])('of a message in %s: the item has the chat type %s', (remoteJid, chatType) => {
		expect(keyed({ remoteJid, fromMe: false, id: 'a' })).toMatchObject({
			chatType,
			isGroup: false,
		});
	});
});
