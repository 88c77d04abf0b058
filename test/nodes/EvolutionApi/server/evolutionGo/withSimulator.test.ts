import type { IDataObject } from 'n8n-workflow';

import { goOf } from '../../../../../simulator/go/state/goInstance';
import type { Instance } from '../../../../../simulator/state/instance';
import type { Message } from '../../../../../simulator/state/message';
import { receive } from '../../../../../simulator/whatsapp/receive';
import { startCollector } from '../../../../simulator/support/collector';
import { until } from '../../../../simulator/support/client';
import { addChannel, addPosts, CHANNEL } from '../../../../support/goScenarios';
import { runInGo, useGoSimulator } from './support/goSimulator';
import { operationNamed, SHOWN, valuesOf } from './support/shown';

// Runs every operation that Evolution Go supports in n8n's real engine, against the simulator, which doesn't share code with the node.
// Checks the output, and the state of the phone afterwards.

const ANA = '5511988887777@s.whatsapp.net';
const BRUNO = '5511977776666@s.whatsapp.net';
const OWN = '5511900000001@s.whatsapp.net';
const TEAM = '120363020202020202@g.us';
const OTHER_TEAM = '120363030303030303@g.us';
const CODE = 'F1EX5QZxO181L3TMVP31gY';
const MESSAGE = '3EB0A1B2C3D4E5F60718';
const NEWS = {
	channelJid: CHANNEL,
	name: 'News',
	subscribers: 12,
	role: 'owner',
	isMuted: false,
	inviteUrl: 'https://whatsapp.com/channel/0029Va4K0PZ5a245NkngBA2M',
	createdAt: '2025-10-09T08:53:20.000Z',
};
const PNG = 'iVBORw0KGgo=';

describe.each(['0.7.2', '0.6.1'])(
	'simulated Evolution Go %s: the operation works, and its output has the documented keys',
	(version) => {
		const simulator = useGoSimulator(version);
		const isNew = version !== '0.6.1';

		const instance = (name = 'demo'): Instance => {
			const found = simulator.current.state.instances.get(name);
			if (!found) throw new Error(`There is no instance ${name}`);
			return found;
		};
		const team = () => instance().groups.get(TEAM);
		const chat = (jid: string): Message[] => instance().messages.chat(jid)?.messages ?? [];
		const newest = () => chat(ANA).at(-1);
		const message = (id: string) => instance().messages.get(id);
		const run = async (name: string, values: IDataObject = {}, of = 'demo') => {
			return await runInGo(simulator.current, { ...operationNamed(name), values, instance: of });
		};
		const received = (body: IDataObject) =>
			receive(simulator.current.state, instance(), { from: ANA.split('@')[0], ...body });
		const sendText = async () => {
			const options = { messageId: MESSAGE };
			await run('message.sendText', { ...valuesOf('message.sendText'), options });
		};

		const mediaMessage = async (): Promise<IDataObject> => {
			const hook = await startCollector();
			const { row, client } = goOf(instance());
			const listens = { webhook: hook.url, events: 'MESSAGE' };
			Object.assign(row, listens);
			Object.assign(client?.row ?? {}, listens);
			try {
				received({ kind: 'image', base64: PNG, mimetype: 'image/png', caption: 'Look' });
				const { body } = await hook.wait('Message');
				return body.data as IDataObject;
			} finally {
				await hook.close();
			}
		};

		interface Case {
			readonly values?: IDataObject;
			readonly instance?: string;
			before?(): Promise<IDataObject | void> | IDataObject | void;
			/** keys that the first item must have */
			readonly out: Readonly<Record<string, unknown>>;
			after?(): unknown;
			/** the error, if this version can't run the operation */
			readonly fails?: string;
		}

		const sent = (messageType: string): Case => ({
			out: { chat: ANA, fromMe: true, status: 'SERVER_ACK', messageType },
			after: () => expect(newest()?.key).toMatchObject({ fromMe: true, remoteJid: ANA }),
		});
		const cannot = (route: string) =>
			isNew ? {} : { fails: `This Evolution Go server does not know POST ${route}` };
		const wrapped = isNew ? 'documentWithCaptionMessage' : 'viewOnceMessage';

		const CASES: Record<string, Case> = {
			'apiRequest.request': {
				out: { message: 'success' },
			},
			'call.reject': {
				out: { rejected: true, callId: '0F0E0D0C0B0A', callerId: ANA },
			},
			'channel.create': {
				out: { name: 'News', description: 'New products, every Monday', role: 'owner' },
				after: () => expect(goOf(instance()).channels.size).toBe(1),
			},
			'channel.get': { before: () => addChannel(simulator.current), out: NEWS },
			'channel.getByInvite': { before: () => addChannel(simulator.current), out: NEWS },
			'channel.getMany': { before: () => addChannel(simulator.current), out: NEWS },
			'channel.getMessages': {
				before: () => {
					addChannel(simulator.current);
					addPosts(simulator.current, ['Old hats', 'New hats']);
				},
				out: { text: 'New hats', messageId: 'POST2', postNumber: 101, views: 1, reactions: [] },
			},
			'channel.subscribe': {
				before: () => addChannel(simulator.current),
				out: { subscribed: true, channelJid: CHANNEL },
			},
			'chat.getDeliveryUpdates': {
				before: async () => {
					await sendText();
					await until(() => message(MESSAGE)?.updates.includes('DELIVERY_ACK'));
				},
				out: { messageId: MESSAGE, status: 'DELIVERY_ACK' },
			},
			'chat.getPollVotes': {
				values: { messageId: MESSAGE, pollOptions: 'Yes\nNo' },
				before: async () => {
					const poll = { question: 'Lunch?', pollOptions: 'Yes\nNo', selectableCount: 1 };
					const options = { messageId: MESSAGE };
					await run('message.sendPoll', { recipient: '5511988887777', ...poll, options });
					received({ kind: 'pollVote', targetId: MESSAGE, options: ['Yes'] });
				},
				out: {
					totalVotes: null,
					options: [
						{ option: 'Yes', votes: null, voters: [ANA] },
						{ option: 'No', votes: null, voters: [] },
					],
					reason: expect.stringContaining('votes may be missing'),
				},
			},
			'chat.markAsPlayed': {
				before: () => {
					received({ kind: 'audio', ptt: true, base64: PNG, mimetype: 'audio/ogg' });
					return { messageIds: newest()?.key.id };
				},
				out: { played: true, chat: ANA },
				after: () => expect(newest()?.status).toBe('PLAYED'),
				...cannot('/message/markplayed'),
			},
			'chat.markAsRead': {
				before: () => {
					received({ kind: 'text', text: 'Hello?' });
					return { messageIds: newest()?.key.id };
				},
				out: { read: true, chat: ANA },
				after: () => expect(newest()?.status).toBe('READ'),
			},
			'chat.sendPresence': {
				out: { presence: 'composing', chat: ANA },
			},
			'contact.block': {
				out: { blocked: true },
				after: () => expect([...instance().account.blocked]).toEqual([ANA]),
			},
			'contact.checkNumbers': {
				values: { numbers: '5511988887777, 5511933330000' },
				out: { number: '5511988887777', exists: true, jid: ANA },
			},
			'contact.findAddress': {
				values: { recipient: '5511988887777' },
				out: { number: '5511988887777', lid: expect.stringMatching(/@lid$/), foundIn: 'whatsapp' },
			},
			'contact.getMany': { out: { jid: ANA, name: 'Ana', isSaved: true } },
			'contact.getProfile': {
				out: { jid: ANA, statusText: 'Hey there! I am using WhatsApp.', isBusiness: false },
			},
			'contact.getProfilePicture': {
				out: {
					jid: ANA,
					profilePictureUrl: expect.stringContaining('https://'),
				},
			},
			'contact.unblock': {
				before: () => void instance().account.blocked.add(ANA),
				out: { blocked: false },
				after: () => expect(instance().account.blocked.size).toBe(0),
			},
			'message.reply': {
				before: () => {
					received({ kind: 'text', text: 'Where are you?' });
					const values = { recipient: ANA, messageId: newest()?.key.id };
					return { options: { quote: true, specificMessage: { values } } };
				},
				out: { chat: ANA, messageType: 'extendedTextMessage' },
				after: () =>
					expect(newest()?.contextInfo).toMatchObject({
						stanzaId: chat(ANA).at(-2)?.key.id,
						participant: ANA,
					}),
			},
			'message.sendSequence': {
				out: { chat: ANA, messageCount: 2 },
				after: () =>
					expect(
						chat(ANA)
							.slice(-2)
							.map(({ messageType }) => messageType),
					).toEqual(['extendedTextMessage', 'locationMessage']),
			},
			'group.acceptInvite': {
				before: () => {
					const group = team();
					if (!group) throw new Error('There is no team');
					const participants = group.participants.filter(({ id }) => id === ANA);
					const other = { ...group, id: OTHER_TEAM, inviteCode: CODE, participants };
					instance('new-phone').groups.set(OTHER_TEAM, other);
				},
				out: { accepted: true },
				after: () => expect(instance().groups.has(OTHER_TEAM)).toBe(true),
			},
			'group.create': {
				out: { subject: 'Order 4711', size: 3 },
				after: () =>
					expect([...instance().groups.values()].at(-1)?.participants.map(({ id }) => id)).toEqual([
						OWN,
						ANA,
						BRUNO,
					]),
			},
			'group.get': { out: { groupJid: TEAM, subject: 'Team', owner: OWN, size: 4 } },
			'group.getInviteCode': {
				before: () => void Object.assign(team() ?? {}, { inviteCode: CODE }),
				out: { inviteCode: CODE, inviteUrl: `https://chat.whatsapp.com/${CODE}` },
			},
			'group.getMany': { out: { groupJid: TEAM, subject: 'Team', size: 4 } },
			'group.getParticipants': { out: { phoneNumber: '5511900000001', role: 'superadmin' } },
			'group.leave': {
				out: { left: true },
				after: () => expect(instance().groups.has(TEAM)).toBe(false),
			},
			'group.revokeInviteCode': {
				before: () => void Object.assign(team() ?? {}, { inviteCode: CODE }),
				out: { revoked: true },
				after: () => expect(team()?.inviteCode).not.toBe(CODE),
			},
			'group.updateDescription': {
				out: { updated: true },
				after: () => expect(team()?.desc).toBe('Everything about your order'),
			},
			'group.updateMemberAddMode': {
				out: { updated: true },
				after: () => expect(team()).toMatchObject({ memberAddMode: false }),
				...cannot('/group/settings'),
			},
			'group.updateParticipants': {
				values: { participantAction: 'remove', participants: '5511988887777' },
				out: { participant: '5511988887777', success: true, result: 'Done' },
				after: () => expect(team()?.participants.map(({ id }) => id)).not.toContain(ANA),
			},
			'group.updatePicture': {
				out: { updated: true },
				after: () => expect(team()?.picture).toBe(1),
			},
			'group.updateSettings': {
				out: { updated: true },
				after: () => expect(team()).toMatchObject({ announce: true }),
				...cannot('/group/settings'),
			},
			'group.updateSubject': {
				out: { updated: true },
				after: () => expect(team()?.subject).toBe('Order 4711, delivered'),
			},
			'instance.connect': {
				instance: 'new-phone',
				out: {
					state: 'connecting',
					pairingCode: expect.stringMatching(/^\w{4}-\w{4}$/),
				},
			},
			'instance.create': {
				out: { instanceName: 'support', qrCode: expect.stringContaining('@') },
				after: () => expect(instance('support').state).toBe('connecting'),
			},
			'instance.delete': {
				out: { deleted: true },
				after: () => expect(simulator.current.state.instances.has('demo')).toBe(false),
			},
			'instance.getConnectionState': { out: { instanceName: 'demo', state: 'open' } },
			'instance.getMany': { out: { name: 'demo', state: 'open', jid: OWN } },
			'instance.logout': {
				out: { loggedOut: true },
				after: () => expect(instance().paired).toBe(false),
			},
			'instance.restart': {
				out: { state: expect.stringMatching(/^(connecting|open)$/) },
				after: async () => expect(await until(() => instance().state === 'open')).toBe(true),
			},
			'label.add': {
				out: { added: true, labelId: '7' },
				after: () => expect(instance().account.labels.get(ANA)).toEqual(new Set(['7'])),
			},
			'label.getMany': { out: { id: '7', name: 'VIP' } },
			'label.remove': {
				before: () => void instance().account.labels.set(ANA, new Set(['7'])),
				out: { removed: true, labelId: '7' },
				after: () => expect(instance().account.labels.get(ANA)).toEqual(new Set()),
			},
			'message.delete': {
				before: sendText,
				out: { deleted: true, messageId: MESSAGE },
				after: () => expect(message(MESSAGE)?.deleted).toBe(true),
			},
			'message.downloadMedia': {
				before: async () => ({
					options: { wholeMessage: JSON.stringify({ data: await mediaMessage() }) },
				}),
				out: { mediaType: 'imageMessage', caption: 'Look', mimeType: 'image/png' },
			},
			'message.edit': {
				before: sendText,
				out: { messageId: MESSAGE },
				after: () => expect(message(MESSAGE)?.edited).toBe(true),
				// WhatsApp ignores the form in which 0.6.1 sends an edit.
				...(isNew ? {} : { fails: 'An edit needs Evolution Go 0.7 or newer' }),
			},
			'message.sendButtons': sent(wrapped),
			'message.sendCarousel': {
				...sent('interactiveMessage'),
				...cannot('/send/carousel'),
			},
			'message.sendContact': sent('contactMessage'),
			'message.sendList': sent(wrapped),
			'message.sendLocation': sent('locationMessage'),
			'message.sendMedia': sent('imageMessage'),
			'message.sendPoll': sent('pollCreationMessage'),
			'message.sendReaction': {
				before: () => {
					received({ kind: 'text', text: 'Great' });
					return { messageId: newest()?.key.id };
				},
				out: { chat: ANA, messageType: 'reactionMessage' },
				after: () => expect([...(newest()?.reactions ?? [])]).toEqual([[OWN, '👍']]),
				...(isNew ? {} : { fails: 'A reaction needs Evolution Go 0.7.2 or newer' }),
			},
			'message.sendSticker': sent('stickerMessage'),
			'message.sendText': sent('extendedTextMessage'),
			'message.sendVideoNote': sent('ptvMessage'),
			'message.sendVoiceNote': sent('audioMessage'),
			'profile.getPrivacySettings': { out: { readreceipts: 'all', last: 'contacts' } },
			'profile.updatePicture': {
				out: { updated: true },
				after: () => expect(instance().account.picture).toBe(1),
			},
			'profile.updatePrivacySettings': {
				values: { privacy: { last: 'none' } },
				out: { last: 'none', readreceipts: 'all' },
				after: () => expect(instance().account.privacy).toMatchObject({ last: 'none' }),
			},
			'profile.updateStatusText': {
				out: { updated: true },
				after: () => expect(instance().account.about?.status).toBe('We answer from 9 to 5'),
			},
			'proxy.update': {
				out: { enabled: true, host: 'proxy.example.com' },
				after: () =>
					expect(JSON.parse(goOf(instance()).row.proxy)).toMatchObject({
						host: 'proxy.example.com',
						port: '3128',
					}),
			},
			'settings.get': { out: { rejectCall: false, msgCall: '' } },
			'settings.update': {
				out: { rejectCall: true, alwaysOnline: false },
				after: () => expect(instance().settings.rejectCall).toBe(true),
			},
			'status.send': {
				out: { chat: 'status@broadcast', messageType: 'extendedTextMessage' },
				after: () => expect(chat('status@broadcast')).toHaveLength(1),
				...cannot('/send/status/text'),
			},
			'system.checkSetup': { out: { check: 'Workflows', status: 'problem' } },
			'system.generateMessageId': { out: { messageId: expect.any(String) } },
			'system.getInfo': { out: { status: 'ok' } },
			'system.getLicenseStatus': { out: { active: true } },
			'system.verifyCredentials': { out: { valid: true } },
		};

		it('is tested here for every operation that the node has for Evolution Go', () =>
			expect(Object.keys(CASES).sort()).toEqual(SHOWN));

		it.each(SHOWN)('%s', async (name) => {
			const { values, before, out, after, fails, instance: of } = CASES[name];
			const found = await before?.();
			const { error, items } = await run(name, { ...valuesOf(name), ...values, ...found }, of);
			if (fails !== undefined) {
				expect(error?.message).toContain(fails);
				expect(error?.description).not.toContain('It may still have been done');
				return;
			}
			expect(error).toBeUndefined();
			expect(items[0]?.json).toMatchObject(out);
			expect(JSON.stringify(items)).not.toContain('0001-01-01');
			await after?.();
		});
	},
);
