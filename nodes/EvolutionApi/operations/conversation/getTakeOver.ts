import { defineOperation } from '../../core/table/defineOperation';
import {
	instanceOfChat,
	runTakeOver,
	takenOverPreview,
	takeOverFields,
	takeOverShape,
} from './shared/takeOver';

/** `GET /webhook/find/{instance}`: which workflows listen. They know it themselves, see `trigger/askTakeOver.ts`. */
export const getTakeOver = defineOperation({
	name: 'Get Take-Over',
	value: 'getTakeOver',
	action: 'Get whether a person has taken over a WhatsApp chat',
	description:
		'Get whether a person answers the chat, since when and from which device, so that workflows leave it alone',
	request: { method: 'GET', path: '/webhook/find/{instance}', retry: 'always' },
	fields: takeOverFields,
	input: takeOverShape,
	example: { chatSource: 'other', recipient: '5511988887777' },
	preview: takenOverPreview,
	instanceWhenEmpty: instanceOfChat,
	keepsFiles: true,
	run: async (input, call) => await runTakeOver(input, call, { do: 'get' }),
});
