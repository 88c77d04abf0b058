import { defineOperation } from '../../core/table/defineOperation';
import { choiceField } from '../../fields/fieldKinds';
import { checkIgnored } from '../../fields/ignoredChats';
import { choice, textLike } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { chatField, jidIn } from '../../fields/recipient';
import { platform, platformInput } from './shared/family';

const ignoredChat = textLike.transform((value, context) => jidIn(checkIgnored(value), context));

/** `POST /{platform}/ignoreJid/{instance}`: one chat more, or one chat less. */
export const updateIgnoredChats = defineOperation({
	name: 'Update Ignored Chats',
	value: 'updateIgnoredChats',
	action: 'Update the WhatsApp chats that chatbots ignore',
	description:
		'Add a chat to the ignored chats of a platform, or remove it. Requires at least one bot, or settings.',
	request: { method: 'POST', path: '/{platform}/ignoreJid/{instance}', retry: 'always' },
	fields: [
		instanceField,
		platform,
		{
			...chatField,
			description:
				'Chat to ignore. As a JID, use "@g.us" for all groups or "@s.whatsapp.net" for all people.',
		},
		choiceField('Ignore Action', 'ignoreAction', {
			options: [
				{ name: 'Answer Again', value: 'remove' },
				{ name: 'Ignore', value: 'add' },
			],
			default: 'add',
			required: true,
			description: 'Whether the bots ignore the chat, or answer in it again',
		}),
	],
	input: {
		platform: platformInput,
		recipient: ignoredChat,
		ignoreAction: choice('add', 'remove'),
	},
	example: { platform: 'typebot', recipient: '5511988887777', ignoreAction: 'add' },
	body: ({ recipient: remoteJid, ignoreAction: action }) => ({ remoteJid, action }),
	output: ({ ignoreJids }, { platform: name }) => ({
		platform: name,
		ignoreJids: ignoreJids ?? [],
	}),
});
