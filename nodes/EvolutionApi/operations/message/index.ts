import type { Resource } from '../../table/operation';
import { sendButtons } from './buttons';
import { sendContact, sendLocation, sendTemplate } from './cards';
import { sendCarousel } from './carousel';
import { sendList } from './list';
import { sendMedia, sendSticker, sendVideoNote, sendVoiceNote } from './media';
import { sendPoll } from './poll';
import { reply } from './reply';
import { sendAndWait } from './sendAndWait';
import { sendSequence } from './sendSequence';
import { downloadMedia, getManyMessages } from './stored';
import { deleteForEveryone, edit, sendReaction, sendText } from './text';

export const message: Resource = {
	name: 'Message',
	value: 'message',
	description: 'Send messages, reply, ask and wait for the answer, edit and delete',
	operations: [
		sendText,
		reply,
		sendAndWait,
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
		sendSequence,
		getManyMessages,
		downloadMedia,
		edit,
		deleteForEveryone,
	],
};
