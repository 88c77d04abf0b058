import type { IDataObject } from 'n8n-workflow';

import { resources } from '../../nodes/EvolutionApi/operations';
import { isOfEvolutionApi } from '../operationRoutes';
import { FILES, PICTURE } from './files';
import type { StageIds, Stage } from './stage';

/** Describes how to try an operation: with the values of its example, except for those given here. */
export interface Case {
	/** `resource/operation` */
	readonly name: string;
	/** Uses our own temporary instance, even if there is an instance with a phone. */
	readonly onOwn?: true;
	/** Effect on the phone's owner. The case only runs if such effects are allowed. */
	readonly changes?: string;
	/** Returns values that replace values in the operation's example. @throws {NotPossible} */
	readonly values?: (stage: Stage) => IDataObject;
	/** @returns a function that undoes the preparation */
	readonly prepare?: (stage: Stage) => Promise<() => Promise<void>>;
	readonly reconnects?: true;
	readonly file?: keyof typeof FILES;
	readonly learn?: (ids: StageIds, item: IDataObject) => void;
}

const MESSAGE = '3EB0A1B2C3D4E5F60718';
const GROUP = '120363020202020202@g.us';
const TYPEBOT = 'cmwomv48e04gwf47dnhpimt1h';

const sent = (stage: Stage) => ({
	recipient: `${stage.recipient}@s.whatsapp.net`,
	messageId: stage.need('sent', 'sent message to use', MESSAGE),
});
const received = (stage: Stage) => {
	const example = { id: MESSAGE, chat: `${stage.recipient}@s.whatsapp.net` };
	const { id, chat } = stage.need('received', 'message from the recipient', example);
	return { recipient: chat, messageId: id };
};
const poll = (stage: Stage) => ({ messageId: stage.need('poll', 'sent poll to use', MESSAGE) });
const group = (stage: Stage) => ({ group: stage.need('group', 'group created earlier', GROUP) });
const bot = ({ ids }: Stage) => ({ bot: ids.bot ?? TYPEBOT });
const credential = ({ ids }: Stage) => ({ openaiCredsId: ids.credential ?? TYPEBOT });
const label = (stage: Stage) => ({ label: stage.need('label', 'label', '7') });
const template = (stage: Stage) =>
	stage.need('template', 'template created earlier', '1192339204654487');
const inviteCode = (stage: Stage) => ({
	inviteCode: stage.need('inviteCode', 'invite that was created earlier', 'F1EX5QZxO181L3TMVP31gY'),
});
const inData = { mediaSource: 'binary', binaryPropertyName: 'data' };
export const learn =
	<Key extends keyof StageIds>(key: Key, from: string) =>
	(ids: StageIds, item: IDataObject): void => {
		ids[key] ??= item[from] as StageIds[Key];
	};

const GROUPS = 'creates a group with the recipient, changes it, and leaves it';
const TEMPLATES = 'creates a template, changes it, and deletes it';
const PROFILE = 'changes the profile';

/** Cases on our own instance, which has no phone yet. */
const BEFORE: readonly Case[] = [
	{ name: 'settings/update', onOwn: true },
	{ name: 'settings/get', onOwn: true },
	{ name: 'webhook/update', onOwn: true },
	{ name: 'webhook/get', onOwn: true },
	{ name: 'webhook/getListeners', onOwn: true },
	{ name: 'webhook/repairTrigger', onOwn: true },
	{ name: 'proxy/update', onOwn: true, values: () => ({ enabled: false }) },
	{ name: 'proxy/get', onOwn: true },
	// Switches Chatwoot off afterwards. Otherwise the server would still call the URL in the example.
	{ name: 'chatwoot/update', onOwn: true, prepare: (stage) => stage.chatwootOffAfter() },
	{ name: 'chatwoot/get', onOwn: true },
	{ name: 'eventTransport/update', onOwn: true },
	{ name: 'eventTransport/get', onOwn: true },
	{ name: 'chatbot/createCredential', onOwn: true, learn: learn('credential', 'id') },
	{ name: 'chatbot/getCredentials', onOwn: true },
	{ name: 'chatbot/getModels', onOwn: true, values: credential },
	{ name: 'chatbot/create', onOwn: true, learn: learn('bot', 'id') },
	{ name: 'chatbot/get', onOwn: true, values: bot },
	{ name: 'chatbot/getMany', onOwn: true },
	{ name: 'chatbot/updateSettings', onOwn: true },
	{ name: 'chatbot/getSettings', onOwn: true },
	{ name: 'chatbot/update', onOwn: true, values: bot },
	{ name: 'chatbot/start', onOwn: true },
	// After this case, no one in this chat gets an answer from the bot.
	{ name: 'chatbot/updateIgnoredChats', onOwn: true },
	{ name: 'chatbot/getSessions', onOwn: true, values: bot },
	{ name: 'chatbot/changeSessionStatus', onOwn: true },
	{ name: 'chatbot/delete', onOwn: true, values: bot },
	{ name: 'chatbot/deleteCredential', onOwn: true, values: credential },
	{ name: 'system/receiveMessage', values: ({ inboxNumber }) => ({ instanceNumber: inboxNumber }) },
	{ name: 'instance/getMany' },
	{ name: 'instance/connect', onOwn: true },
	{ name: 'instance/getConnectionState', onOwn: true },
	{ name: 'instance/restart', onOwn: true },
];

/** Cases that run in this order, before all others that need a phone. */
const FIRST: readonly Case[] = [
	{ name: 'message/sendText', learn: learn('sent', 'messageId') },
	{
		name: 'message/sendMedia',
		file: 'picture',
		values: () => inData,
		learn: learn('picture', 'messageId'),
	},
	{ name: 'message/sendSticker', file: 'picture', values: () => inData },
	{ name: 'message/sendVideoNote', file: 'video', values: () => inData },
	{
		name: 'message/sendVoiceNote',
		file: 'sound',
		values: () => ({ ...inData, options: { convertAudio: true } }),
	},
	{ name: 'message/sendPoll', learn: learn('poll', 'messageId') },
	{ name: 'message/sendReaction', values: received },
	{ name: 'message/edit', values: sent },
	{
		name: 'message/downloadMedia',
		values: (stage) => ({ messageId: stage.need('picture', 'sent picture to use', MESSAGE) }),
	},
	...['reply', 'combineMessages', 'addChatHistory'].map((operation) => ({
		name: `${operation === 'reply' ? 'message' : 'conversation'}/${operation}`,
		values: (stage: Stage) => ({ options: { specificMessage: { values: received(stage) } } }),
	})),
	{
		name: 'message/sendAndWait',
		changes: "replaces the instance's webhook during the test",
		prepare: (stage) => stage.freeWebhook(),
	},
	{
		name: 'conversation/handOverToHuman',
		changes: 'sends a message to a second number (the team)',
	},
	{ name: 'chat/markAsRead', values: (stage) => messageIds(received(stage)) },
	{ name: 'chat/markAsPlayed', values: (stage) => messageIds(received(stage)) },
	{ name: 'chat/getPollVotes', values: poll },
	{ name: 'chat/sendPresence', values: () => ({ durationSeconds: 0.001 }) },
	{ name: 'message/delete', values: sent },
	{ name: 'label/getMany', learn: learn('label', 'id') },
	{ name: 'label/add', values: label },
	{ name: 'label/remove', values: label },
	{ name: 'mediaStorage/getMany', learn: learn('media', 'id') },
	{
		name: 'mediaStorage/getUrl',
		values: ({ ids }) => ({ mediaId: ids.media ?? 'cmwomv4s104h1f47dgxkh0hbo' }),
	},
	{
		name: 'group/create',
		changes: GROUPS,
		values: ({ recipient }) => ({ participants: recipient }),
		learn: learn('group', 'groupJid'),
	},
	{ name: 'group/get', values: group },
	{ name: 'group/getParticipants', values: group },
	{ name: 'group/getInviteCode', values: group, learn: learn('inviteCode', 'inviteCode') },
	{ name: 'group/getInviteInfo', values: inviteCode },
	{ name: 'group/sendInvite', values: (stage) => ({ ...group(stage), invitees: stage.recipient }) },
	{ name: 'group/setDisappearingMessages', values: group },
	{ name: 'group/updateDescription', values: group },
	{ name: 'group/updateMemberAddMode', values: group },
	{
		name: 'group/updateParticipants',
		values: (stage) => ({
			...group(stage),
			participantAction: 'promote',
			participants: stage.recipient,
		}),
	},
	{
		name: 'group/updatePicture',
		values: (stage) => ({ ...group(stage), mediaSource: 'base64', mediaBase64: PICTURE }),
	},
	{ name: 'group/updateSettings', values: group },
	{ name: 'group/updateSubject', values: group },
	{ name: 'group/acceptInvite', values: inviteCode },
	{ name: 'group/revokeInviteCode', values: group },
	{ name: 'group/leave', values: group },
	{
		name: 'template/create',
		changes: TEMPLATES,
		values: ({ ownTemplate }) => ({ newTemplateName: ownTemplate }),
		learn: learn('template', 'templateId'),
	},
	{
		name: 'template/update',
		changes: TEMPLATES,
		values: (stage) => ({ template: template(stage) }),
	},
	{
		name: 'template/delete',
		changes: TEMPLATES,
		values(stage) {
			template(stage);
			return { templateName: stage.ownTemplate };
		},
		learn: (ids) => (ids.template = undefined),
	},
	{ name: 'contact/block', changes: 'blocks the recipient briefly' },
	{ name: 'contact/unblock', changes: 'blocks the recipient briefly' },
];

/** Cases that run in this order, after all others. */
const LAST: readonly Case[] = [
	{ name: 'profile/updateName', changes: PROFILE },
	{ name: 'profile/updateStatusText', changes: PROFILE },
	{
		name: 'profile/updatePrivacySettings',
		changes: 'changes the privacy settings',
		reconnects: true,
	},
	{ name: 'profile/updatePicture', changes: PROFILE, reconnects: true },
	{ name: 'profile/removePicture', changes: PROFILE, reconnects: true },
	{ name: 'instance/logout', changes: 'unlinks the phone' },
	{ name: 'instance/delete', onOwn: true },
];

const messageIds = ({ recipient, messageId }: ReturnType<typeof received>) => ({
	recipient,
	messageIds: messageId,
});

export const CREATE = 'instance/create';

const named = [...BEFORE, ...FIRST, ...LAST].map(({ name }) => name);
const others = resources
	.flatMap(({ value, operations }) =>
		operations.filter(isOfEvolutionApi).map((one) => `${value}/${one.value}`),
	)
	.filter((name) => name !== CREATE && !named.includes(name))
	.map((name): Case => ({ name }));

export const BEFORE_PHONE = BEFORE;
export const WITH_PHONE: readonly Case[] = [...FIRST, ...others, ...LAST];
