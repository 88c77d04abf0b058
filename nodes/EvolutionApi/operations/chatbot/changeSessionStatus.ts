import { defineOperation } from '../../core/table/defineOperation';
import { isRecord, recordOf } from '../../core/values/answer';
import { choiceField } from '../../fields/fieldKinds';
import { choice } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { chatField, chatInput } from '../../fields/recipient';
import { platform, platformInput } from './shared/family';

/** `POST /{platform}/changeStatus/{instance}` */
export const changeSessionStatus = defineOperation({
	name: 'Change Session Status',
	value: 'changeSessionStatus',
	action: 'Change the status of a WhatsApp chatbot session',
	description: 'Pause, resume, close or delete the session of a bot in a chat',
	request: {
		method: 'POST',
		path: '/{platform}/changeStatus/{instance}',
		retry: 'neverAfterSent',
	},
	fields: [
		instanceField,
		platform,
		{ ...chatField, description: 'Chat of the session' },
		choiceField('Session Status', 'sessionStatus', {
			options: [
				{ name: 'Close', value: 'closed', description: 'End the conversation' },
				{ name: 'Delete', value: 'delete', description: 'Delete the session' },
				{ name: 'Open', value: 'opened', description: 'The bot answers' },
				{ name: 'Pause', value: 'paused', description: 'The bot is silent' },
			],
			default: 'paused',
			required: true,
			description: 'New status of the session',
		}),
	],
	input: {
		platform: platformInput,
		recipient: chatInput,
		sessionStatus: choice('closed', 'delete', 'opened', 'paused'),
	},
	example: {
		platform: 'typebot',
		recipient: '5511988887777@s.whatsapp.net',
		sessionStatus: 'paused',
	},
	body: ({ recipient: remoteJid, sessionStatus: status }) => ({ remoteJid, status }),
	output: ({ bot }, { recipient, sessionStatus }) => {
		const changed = recordOf(recordOf(bot).bot).session;
		return {
			chat: recipient,
			status: sessionStatus,
			// The server only counts the sessions that it pauses or opens.
			sessions: isRecord(changed) ? Number(changed.count) : null,
			...(sessionStatus === 'delete' ? { deleted: true } : {}),
		};
	},
});
