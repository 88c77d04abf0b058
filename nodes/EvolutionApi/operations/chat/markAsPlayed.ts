import { defineOperation } from '../../core/table/defineOperation';
import { instanceField } from '../../fields/instance';
import { receipts, receivedMessagesFields, receivedMessagesInput } from './shared/receivedMessages';

/** `POST /chat/markMessageAsPlayed/{instance}`: the blue microphone, for the messages of all items at once. */
export const markAsPlayed = defineOperation({
	name: 'Mark as Played',
	value: 'markAsPlayed',
	action: 'Mark WhatsApp voice notes as played',
	description: 'Mark voice notes or view-once media as played, which the sender sees',
	since: '2.4.0',
	request: { method: 'POST', path: '/chat/markMessageAsPlayed/{instance}', retry: 'always' },
	fields: [instanceField, ...receivedMessagesFields],
	input: receivedMessagesInput,
	example: { recipient: '5511988887777', messageIds: '3EB0A1B2C3D4E5F60718' },
	bulk: receipts('playedMessages', 'played'),
});
