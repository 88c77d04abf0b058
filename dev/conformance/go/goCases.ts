import { evolutionGo } from '../../../nodes/EvolutionApi/server/evolutionGo';
import { resources } from '../../../nodes/EvolutionApi/operations';
import { CREATE, learn, type Case } from '../cases';
import { PICTURE } from '../files';
import type { Stage } from '../stage';

/** Operations that need active workflows, which don't exist here. */
const OF_WORKFLOWS =
	/^conversation\/(getTakeoverStatus|handOverToHuman|pauseBot|addChatHistory|resumeBot|combineMessages)$/;

export const SHOWN_ON_GO: readonly string[] = resources
	.flatMap(({ value: resource, operations }) =>
		operations
			.filter(({ value: operation, request }) => evolutionGo.can({ resource, operation, request }))
			.map(({ value: operation }) => `${resource}/${operation}`),
	)
	.filter((name) => !OF_WORKFLOWS.test(name));

const GROUP = '120363020202020202@g.us';
const MESSAGE = '3EB0A1B2C3D4E5F60718';
const GROUPS = 'creates a group with the recipient, changes it, and leaves it';
const CHANNEL = '120363025246125486@newsletter';
/** Effect of cases that create a channel. No route removes a channel. */
const CHANNELS = 'creates a channel, which can only be deleted on the phone';
const PROFILE = 'changes the profile';
/** The server downloads this file, because stickers and profile pictures can't be uploaded. */
const ADDRESS = 'https://www.gstatic.com/webp/gallery/1.jpg';
const VIDEO_ADDRESS = 'https://www.w3schools.com/html/mov_bbb.mp4';

/** The server stores no messages, so no message of the recipient is known. These cases use a message that we sent. */
const sent = (stage: Stage) => ({
	recipient: `${stage.recipient}@s.whatsapp.net`,
	messageId: stage.need('sent', 'sent message to use', MESSAGE),
});
const group = (stage: Stage) => ({ group: stage.need('group', 'group created earlier', GROUP) });
const label = (stage: Stage) => ({ label: stage.need('label', 'label', '7') });
const inData = () => ({ mediaSource: 'binary', binaryPropertyName: 'data' });
const inGroup = (name: string, values: object = {}): Case => ({
	name: `group/${name}`,
	changes: GROUPS,
	values: (stage) => ({ ...group(stage), ...values }),
});
const learnChannel: Case['learn'] = (ids, item) => {
	learn('channel', 'channelJid')(ids, item);
	learn('channelCode', 'inviteCode')(ids, item);
};
const ofChannel = (name: string): Case => ({
	name: `channel/${name}`,
	values: (stage) => ({ channel: stage.need('channel', 'channel of the account', CHANNEL) }),
});
const blocks = (name: string): Case => ({ name, changes: 'blocks the recipient briefly' });

/** Runs first: the other cases with `onOwn` need the instance that this one creates. */
export const CREATE_ON_GO: Case = {
	name: CREATE,
	onOwn: true,
	values: ({ own }) => ({ instanceName: own }),
};

const BEFORE: readonly Case[] = [
	{ name: 'instance/getMany', onOwn: true },
	{ name: 'settings/update', onOwn: true },
	{ name: 'settings/get', onOwn: true },
	{ name: 'proxy/update', onOwn: true, values: () => ({ enabled: false }) },
	// No phone number: its owner would get a notification from WhatsApp that asks for a pairing code.
	{ name: 'instance/connect', onOwn: true, values: () => ({ phoneNumber: '' }) },
	{ name: 'instance/restart', onOwn: true },
	// Needs an instance: without one, the operation would use the global key.
	{ name: 'system/verifyCredentials', onOwn: true },
];

const FIRST: readonly Case[] = [
	{ name: 'message/sendText', learn: learn('sent', 'messageId') },
	{
		name: 'message/sendMedia',
		file: 'picture',
		values: inData,
	},
	{
		name: 'message/sendVoiceNote',
		file: 'sound',
		values: inData,
	},
	{
		name: 'message/sendVideoNote',
		values: () => ({ mediaSource: 'url', mediaUrl: VIDEO_ADDRESS }),
	},
	{ name: 'message/sendSticker', values: () => ({ mediaUrl: ADDRESS }) },
	{ name: 'message/sendPoll', learn: learn('poll', 'messageId') },
	{
		name: 'message/sendCarousel',
		values: () => ({
			cards: {
				card: [
					{
						title: 'Summer hat',
						body: 'Straw',
						imageUrl: ADDRESS,
						buttons: { button: [{ type: 'reply', displayText: 'Buy', id: 'hat' }] },
					},
				],
			},
		}),
	},
	{
		name: 'message/sendReaction',
		values: (stage) => ({ ...sent(stage), fromMe: true }),
	},
	{ name: 'message/edit', values: sent },
	{
		name: 'message/downloadMedia',
		values: (stage) => ({
			options: {
				wholeMessage: stage.need('pictureMessage', 'sent picture to use', '{}'),
			},
		}),
	},
	{ name: 'message/reply', values: sent },
	// Choices other than `page` would replace the instance's webhook.
	{ name: 'message/sendAndWait', values: () => ({ showChoicesAs: 'page' }) },
	{
		name: 'chat/markAsRead',
		values: (stage) => ({ recipient: stage.recipient, messageIds: sent(stage).messageId }),
	},
	{
		name: 'chat/markAsPlayed',
		values: (stage) => ({ recipient: stage.recipient, messageIds: sent(stage).messageId }),
	},
	{
		name: 'chat/getDeliveryUpdates',
		values: (stage) => ({ filters: { messageId: sent(stage).messageId } }),
	},
	{
		name: 'chat/getPollVotes',
		values: (stage) => ({
			messageId: stage.need('poll', 'sent poll to use', MESSAGE),
			pollOptions: 'Morning\nAfternoon\nEvening',
		}),
	},
	{ name: 'chat/sendPresence', values: () => ({ durationSeconds: 0.001 }) },
	{ name: 'message/delete', values: sent },
	{
		name: 'status/send',
		changes: 'sends a status to all contacts',
		values: () => ({ audience: 'allContacts' }),
	},
	{ name: 'label/getMany', learn: learn('label', 'id') },
	{ name: 'label/add', values: label },
	{ name: 'label/remove', values: label },
	{
		name: 'group/create',
		changes: GROUPS,
		values: ({ recipient }) => ({ participants: recipient, options: {} }),
		learn: learn('group', 'groupJid'),
	},
	inGroup('get'),
	inGroup('getParticipants'),
	{ ...inGroup('getInviteCode'), learn: learn('inviteCode', 'inviteCode') },
	inGroup('updateDescription'),
	{
		name: 'group/updateParticipants',
		changes: GROUPS,
		values: (stage) => ({
			...group(stage),
			participantAction: 'promote',
			participants: stage.recipient,
		}),
	},
	inGroup('updateSettings'),
	inGroup('updateMemberAddMode'),
	inGroup('updatePicture', { mediaSource: 'base64', mediaBase64: PICTURE }),
	inGroup('updateSubject'),
	{
		name: 'group/acceptInvite',
		changes: GROUPS,
		values: (stage) => ({
			inviteCode: stage.need(
				'inviteCode',
				'invite that was created earlier',
				'F1EX5QZxO181L3TMVP31gY',
			),
		}),
	},
	inGroup('revokeInviteCode'),
	inGroup('leave'),
	{ name: 'channel/create', changes: CHANNELS, learn: learnChannel },
	{ name: 'channel/getMany', learn: learnChannel },
	ofChannel('get'),
	ofChannel('getMessages'),
	ofChannel('subscribe'),
	{
		name: 'channel/getByInvite',
		values: (stage) => ({
			channelInvite: stage.need(
				'channelCode',
				'channel of the account',
				'0029Va4K0PZ5a245NkngBA2M',
			),
		}),
	},
	blocks('contact/block'),
	blocks('contact/unblock'),
	{ name: 'apiRequest/request', values: () => ({ method: 'GET', path: '/user/contacts' }) },
];

const LAST: readonly Case[] = [
	{ name: 'profile/updateStatusText', changes: PROFILE },
	{ name: 'profile/updatePrivacySettings', changes: 'changes the privacy settings' },
	{
		name: 'profile/updatePicture',
		changes: PROFILE,
		values: () => ({ mediaSource: 'url', mediaUrl: ADDRESS }),
	},
	{ name: 'instance/logout', changes: 'unlinks the phone' },
	{ name: 'instance/delete', onOwn: true },
];

const named = [CREATE_ON_GO, ...BEFORE, ...FIRST, ...LAST].map(({ name }) => name);
const others = SHOWN_ON_GO.filter((name) => !named.includes(name)).map((name): Case => ({ name }));

export const BEFORE_PHONE_ON_GO = BEFORE;
export const WITH_PHONE_ON_GO: readonly Case[] = [...FIRST, ...others, ...LAST];
