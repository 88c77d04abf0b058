import type { Resource } from '../../core/table/operation';
import { deleteForEveryone } from './delete';
import { downloadMedia } from './downloadMedia';
import { edit } from './edit';
import { getMany } from './getMany';
import { sendButtons } from './sendButtons';
import { sendCarousel } from './sendCarousel';
import { sendContact } from './sendContact';
import { sendList } from './sendList';
import { sendLocation } from './sendLocation';
import { sendMedia } from './sendMedia';
import { sendPoll } from './sendPoll';
import { sendReaction } from './sendReaction';
import { sendSticker } from './sendSticker';
import { sendTemplate } from './sendTemplate';
import { sendText } from './sendText';
import { sendVideoNote } from './sendVideoNote';
import { sendVoiceNote } from './sendVoiceNote';

export const message: Resource = {
	name: 'Message',
	value: 'message',
	description: 'Send, edit and delete messages',
	operations: [
		sendText,
		sendMedia,
		sendVoiceNote,
		sendReaction,
		sendButtons,
		sendList,
		sendPoll,
		sendTemplate,
		sendContact,
		sendLocation,
		sendSticker,
		sendCarousel,
		sendVideoNote,
		getMany,
		downloadMedia,
		edit,
		deleteForEveryone,
	],
};
