import { parseDelivery } from '../../../../nodes/EvolutionApi/events/eventItems';
import { evolutionGo } from '../../../../nodes/EvolutionApi/server/evolutionGo';
import { compileFilters } from '../../../../nodes/EvolutionApi/events/filters';
import { body, delivery, GROUP, itemOf, messageBody, PERSON } from './support/deliveries';

// Tests the people and chats in items for calls, groups and lists.

const LID = '123456789012345@lid';

const call = (more: object = {}) =>
	body('call', {
		chatId: LID,
		from: LID,
		callerPn: PERSON,
		id: 'CALL1',
		date: '2026-11-27T06:00:00.000Z',
		status: 'offer',
		isVideo: false,
		isGroup: false,
		...more,
	});

describe('a call', () => {
	it('of a person who is named by LID and number is of another person than the chat', () => {
		const { personId } = itemOf(messageBody({ conversation: 'Hi' }));
		expect(itemOf(call())).toMatchObject({
			phoneNumber: '5511988887777',
			lid: LID,
			senderPhone: '5511988887777',
			personId,
		});
	});

	it('passes the filter that excludes the number', () => {
		const filters = { chats: { values: { mode: 'exclude', chats: PERSON } } };
		expect(compileFilters({ filters })(delivery(call()))).toBe(false);
	});

	it('in a group looks like a private one', () => {
		expect(itemOf(call({ isGroup: true, groupJid: GROUP }))).toMatchObject({
			chat: GROUP,
			chatType: 'group',
			isGroupCall: true,
			senderPhone: '5511988887777',
		});
	});

	it('of yesterday, told after a reconnect, looks like one of now', () => {
		expect(itemOf(call({ offline: true })).isOffline).toBe(true);
		expect(itemOf(call({ offline: false })).isOffline).toBe(false);
		expect(itemOf(call()).isOffline).toBeNull();
	});

	it('that was made on the phone of the account names the account as the other side', () => {
		const own = call({ from: '5511999990000@s.whatsapp.net', status: 'accept' });
		expect(itemOf(own).phoneNumber).toBeNull();
	});
});

describe('a message of the account in a group with LIDs, which comes as that of another', () => {
	const own = (keys: object) => ({
		...messageBody(
			{ conversation: 'from my phone' },
			{ key: { remoteJid: GROUP, fromMe: false, id: '3AOWN', addressingMode: 'lid', ...keys } },
		),
		sender: PERSON,
	});
	const mine = own({ participant: LID, participantAlt: PERSON });
	const others = own({ participant: LID, participantAlt: '5511977776666@s.whatsapp.net' });

	it("is an own message, by the sender's number", () => {
		expect(itemOf(mine)).toMatchObject({ fromMe: true, chat: GROUP });
		expect(itemOf(others)).toMatchObject({ fromMe: false, chat: GROUP });
	});

	it('starts nothing without Include My Own Messages', () => {
		const filter = compileFilters({});
		expect([mine, others].map((one) => filter(delivery(one)))).toEqual([false, true]);
	});
});

describe('an update of a group', () => {
	const update = (more: object) =>
		itemOf(body('groups.update', [{ id: GROUP, author: LID, authorPn: PERSON, ...more }]));

	it.each([
		['disappearing messages', { ephemeralDuration: 86_400 }, 'disappearingSeconds', 86_400],
		['disappearing messages off', { ephemeralDuration: 0 }, 'disappearingSeconds', 0],
		['who may add members', { memberAddMode: true }, 'membersCanAdd', true],
		['approval of new members', { joinApprovalMode: false }, 'joinApproval', false],
		['a new invite link', { inviteCode: 'AbC' }, 'inviteCode', 'AbC'],
		['the name', { subject: 'Team' }, 'name', 'Team'],
		['the description', { desc: 'Rules' }, 'description', 'Rules'],
		['a removed description', {}, 'description', ''],
		['a description that is empty now', { desc: '' }, 'description', ''],
		['who may write', { announce: true }, 'onlyAdminsWrite', true],
		['who may edit', { restrict: false }, 'onlyAdminsEdit', false],
	])('does not tell what changed: %s', (_what, data, key, value) => {
		const item = update(data);
		expect([item.changed, item[key]]).toEqual([[key], value]);
		expect(item).toMatchObject({ changedBy: LID, changedByPhone: '5511988887777' });
	});
});

describe('members of a group', () => {
	it('that are { id: LID, jid: number } have no numbers', () => {
		const group = {
			id: GROUP,
			subject: 'Team',
			owner: LID,
			ownerJid: PERSON,
			participants: [{ id: LID, jid: PERSON, admin: 'admin' }],
		};
		expect(itemOf(body('groups.upsert', [group]))).toMatchObject({
			participants: [{ jid: LID, phoneNumber: '5511988887777', lid: LID, role: 'admin' }],
		});
	});

	it('that join as objects lose their numbers', () => {
		const data = {
			id: GROUP,
			action: 'add',
			participants: [
				{ id: LID, jid: PERSON },
				{ id: '7@lid', phoneNumber: '12025550123@s.whatsapp.net' },
			],
			participantsData: [{ jid: { id: LID }, phoneNumber: '[object Object]' }],
		};
		expect(itemOf(body('group-participants.update', data)).participants).toEqual([
			{ jid: LID, phoneNumber: '5511988887777', lid: LID, name: null },
			{ jid: '7@lid', phoneNumber: '12025550123', lid: '7@lid', name: null },
		]);
	});
});

describe('a message by a broadcast list', () => {
	it('has the memory of the list, and not that of the person', () => {
		const key = { remoteJid: '1687654321@broadcast', participant: PERSON, fromMe: false, id: 'B1' };
		const item = itemOf(messageBody({ conversation: 'promo' }, { key }));
		const { sessionId, personId } = itemOf(messageBody({ conversation: 'Hi' }));
		expect(item).toMatchObject({ chatType: 'broadcast', sessionId, personId });
	});
});

describe('Evolution Go', () => {
	const goItem = (event: string, data: object) =>
		parseDelivery({ event, instanceName: 'demo', data }, evolutionGo);

	it('a person who joins by an invite link is named without a number', () => {
		const read = goItem('GroupInfo', {
			JID: GROUP,
			Sender: LID,
			SenderPN: PERSON,
			Join: [LID],
			JoinReason: 'invite',
		});
		expect(read?.facts).toMatchObject({
			action: 'add',
			joinReason: 'invite',
			participants: [{ jid: LID, phoneNumber: '5511988887777', lid: LID }],
		});
	});

	it.each([
		[
			{ Ephemeral: { IsEphemeral: true, DisappearingTimer: 86_400 } },
			'disappearingSeconds',
			86_400,
		],
		[{ Ephemeral: { IsEphemeral: false } }, 'disappearingSeconds', 0],
		[{ MembershipApprovalMode: { IsJoinApprovalRequired: true } }, 'joinApproval', true],
		[{ NewInviteLink: 'https://chat.whatsapp.com/AbC' }, 'inviteCode', 'AbC'],
		[{ Topic: { Topic: '', TopicDeleted: true } }, 'description', ''],
	])('an update of a group does not tell what changed: %j', (data, key, value) => {
		const facts = goItem('GroupInfo', {
			JID: GROUP,
			Sender: LID,
			SenderPN: PERSON,
			...data,
		})?.facts;
		expect(facts).toMatchObject({ changed: [key], [key]: value, changedByPhone: '5511988887777' });
	});
});
