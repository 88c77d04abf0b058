import { defineOperation } from '../../core/table/defineOperation';
import {
	instanceOfChat,
	runTakeover,
	takenOverPreview,
	takeoverFields,
	takeoverShape,
} from './shared/takeover';

/** `GET /webhook/find/{instance}`: which workflows listen. They know it themselves, see `trigger/askTakeover.ts`. */
export const getTakeoverStatus = defineOperation({
	name: 'Get Takeover Status',
	value: 'getTakeoverStatus',
	action: 'Get the takeover status of a WhatsApp chat',
	description: 'Get whether a human has taken over the chat, since when and from which device',
	request: { method: 'GET', path: '/webhook/find/{instance}', retry: 'always' },
	fields: takeoverFields,
	input: takeoverShape,
	example: { chatSource: 'specific', recipient: '5511988887777' },
	preview: takenOverPreview,
	instanceWhenEmpty: instanceOfChat,
	keepsFiles: true,
	run: async (input, call) => await runTakeover(input, call, { do: 'get' }),
});
